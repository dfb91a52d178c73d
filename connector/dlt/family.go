package dlt

import (
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
)

// family returns the streams that are to be read: those that are selected, and those
// whose records they are read for. A parent that doesn't exist, and a stream that is
// its own ancestor, are faults.
func (c *compiler) family(streams []*plan.Stream, nodes map[*plan.Stream]*document.Node) (needed []*plan.Stream) {
	byName := map[string]*plan.Stream{}
	var names []string
	for _, stream := range streams {
		byName[stream.Name] = stream
		names = append(names, stream.Name)
	}
	wanted := map[*plan.Stream]bool{}
	for _, stream := range streams {
		ancestors := c.ancestors(stream, byName, names, nodes)
		if n := len(ancestors); n > 0 {
			stream.Parent.Incremental = ancestors[n-1].Cursor != nil
		}
		if !stream.Selected {
			continue
		}
		wanted[stream] = true
		for _, ancestor := range ancestors {
			wanted[ancestor] = true
		}
	}
	for _, stream := range streams {
		if wanted[stream] {
			needed = append(needed, stream)
		}
	}
	return needed
}

// ancestors returns the streams above one.
func (c *compiler) ancestors(stream *plan.Stream, byName map[string]*plan.Stream, names []string, nodes map[*plan.Stream]*document.Node) (above []*plan.Stream) {
	line := []string{stream.Name}
	for at := stream; at.Parent != nil; {
		parent := byName[at.Parent.Stream]
		line = append(line, at.Parent.Stream)
		switch {
		case parent == nil:
			if at == stream { // the others tell of it themselves
				text := "there is no resource " + at.Parent.Stream + " to take records from"
				if nearest := failure.Nearest(at.Parent.Stream, names); nearest != "" {
					text += "; did you mean " + nearest + "?"
				}
				c.fault(nodes[stream], "%s", text)
			}
			return nil
		case parent == stream:
			c.fault(nodes[stream], "needs its own records: %s", strings.Join(line, " needs "))
			return nil
		case len(line) > len(names):
			return nil // a circle further up
		}
		above = append(above, parent)
		at = parent
	}
	return above
}
