package plan

import "source-rest-api/connector/template"

// NeededFields returns which of the parent's fields the requests can't do without:
// those that stand within a text, where null has no place.
func (r *Requester) NeededFields() []int {
	var needed []int
	add := func(t template.Template, droppable bool) {
		parts := t.Parts()
		if droppable && len(parts) == 1 {
			return
		}
		for _, part := range parts {
			if part.Source == template.Parent && part.Encoding != template.JSONValue {
				needed = append(needed, part.Index)
			}
		}
	}
	add(r.URL, false)
	for _, params := range [][]Param{r.Query, r.Headers, r.Body.Form} {
		for _, param := range params {
			add(param.Name, false)
			add(param.Value, true)
		}
	}
	for _, body := range []*template.Template{r.Body.JSON, r.Body.Text} {
		if body != nil {
			add(*body, false)
		}
	}
	return needed
}
