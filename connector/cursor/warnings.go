package cursor

import "fmt"

// bound returns the value that others are compared with.
func (c *Cursor) bound() Value {
	if c.start.IsZero() {
		return c.config.End
	}
	return c.start
}

// Warnings returns what the person should know about the sync so far. There are few
// texts, so that those of many cursors can be told once.
func (c *Cursor) Warnings() (warnings []string) {
	if was, now := &c.before.Initial, &c.config.Initial; !c.before.Cursor.IsZero() && !was.IsZero() && !now.IsZero() {
		if order, ok := c.config.compare(now, was); ok && order < 0 {
			warnings = append(warnings, fmt.Sprintf("the initial value %s is older than the one that the stream was begun with, %s. "+
				"It has no effect: the stream goes on from its state. Refresh the stream to read what lies between", now, was))
		}
	}
	if c.odd != none {
		warnings = append(warnings, fmt.Sprintf("%s has a %s in some records, which can't be compared with the %s that the sync begins or ends with. "+
			"Such records are sent at each sync; give the initial value, or the state, as the API writes it", c.name, c.odd, c.bound().kind))
	}
	if c.order.broken {
		warnings = append(warnings, "the records don't come in the order that the definition declares. "+
			"Everything was read, but take the order out, or mend it: relying on it can lose records")
	}
	return warnings
}
