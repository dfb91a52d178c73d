package cursor

// order follows the order in which records come, and what it says about the pages to
// come. What is relied upon is watched: an API that breaks the order which the
// definition declares is read to its end.
type order struct {
	last   Value // of the record before
	broken bool  // records came in another order than declared
	left   bool  // a page was left in the middle: what was seen of it wasn't all sent
	ended  bool  // a value lay beyond the end
	page   int64 // records of the page
	old    int64 // those of them that lie before the start
}

// see notes the value of one more record.
func (o *order) see(config *Config, value *Value) {
	o.page++
	if config.Order == Unknown {
		return
	}
	if order, ok := config.compare(value, &o.last); ok {
		o.broken = o.broken || order < 0 && config.Order == Asc || order > 0 && config.Order == Desc
	}
	o.last.set(value)
}

// Abandon notes that a page was left in the middle. What was seen of its records says
// nothing of what was sent: the cursor doesn't move on with it.
func (c *Cursor) Abandon() { c.order.left = true }

// PageDone is called after each page, and reports whether the pages that follow hold
// nothing that would be sent. It never does where the order of the records isn't
// declared, or isn't kept to.
//
// Records that come newest first end with the first page that lies before the start
// as a whole; dlt ends with the first page that holds one such record. Records that
// come oldest first end with the first that lies beyond the end.
func (c *Cursor) PageDone() (stop bool) {
	o := &c.order
	switch {
	case o.broken:
	case c.config.Order == Asc:
		stop = o.ended
	case c.config.Order == Desc:
		stop = o.page > 0 && o.old == o.page
	}
	o.page, o.old = 0, 0
	return stop
}
