package demo

import "sync"

// Counts are what the API has been asked for since it was made.
type Counts struct {
	Requests int         // to either stream, also those without the right token
	Faults   int         // bad answers given on purpose
	Pages    map[int]int // valid requests to ResourcePath, by page number
}

// A counter keeps the counts, and what the next fault of a page depends on.
type counter struct {
	mu       sync.Mutex
	requests int
	faults   int
	pages    map[int]*visits
}

// visits are the requests that one page got.
type visits struct {
	total  int
	streak int // the latest answers in a row that were bad
}

// Counts returns the counts up to now.
func (api *API) Counts() Counts {
	c := &api.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := Counts{Requests: c.requests, Faults: c.faults, Pages: make(map[int]int, len(c.pages))}
	for number, page := range c.pages {
		counts.Pages[number] = page.total
	}
	return counts
}

func (c *counter) request() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
}

// visit counts a request for a page and says which fault it is to be answered with.
func (c *counter) visit(number int, options Options) fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	page := c.pages[number]
	if page == nil {
		page = &visits{}
		c.pages[number] = page
	}
	page.total++
	drawn := draw(options, number, page.total, page.streak)
	if drawn == none {
		page.streak = 0
		return none
	}
	page.streak++
	c.faults++
	return drawn
}
