package cursor

import "fmt"

// bound returns the value that others are compared with.
func (c *Cursor) bound() Value {
	if c.start.IsZero() {
		return c.config.End
	}
	return c.start
}

// initialWarnings tells of an initial value that isn't the one that the state was begun
// with, where the state makes it of no effect.
func (c *Cursor) initialWarnings() []string {
	was, reached, now := &c.before.Initial, &c.before.Cursor, &c.config.Initial
	if reached.IsZero() || was.IsZero() || now.IsZero() {
		return nil
	}
	if order, ok := c.config.compare(now, was); ok && order < 0 {
		return []string{fmt.Sprintf("the initial value %s is older than the one that the stream was begun with, %s. "+
			"It has no effect: the stream goes on from its state. Refresh the stream to read what lies between", now, was)}
	}
	if order, ok := c.config.compare(now, reached); ok && order > 0 {
		return []string{fmt.Sprintf("the initial value %s is newer than what the stream has reached, %s. "+
			"It has no effect: the stream goes on from its state. Refresh the stream to begin there", now, reached)}
	}
	return nil
}

// Warnings returns what the person should know about the sync so far. There are few
// texts, so that those of many cursors can be told once.
func (c *Cursor) Warnings() (warnings []string) {
	warnings = append(warnings, c.initialWarnings()...)
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
