package rawjson

// A Peeker picks several values out of one record after another, each record in one
// pass that ends as soon as all are found. It allocates nothing for each record. It
// is for one goroutine at a time.
type Peeker struct {
	scanner *Scanner
	values  [][]byte
	keep    Found
	members members // the quick way
	quick   bool    // it is open for these paths
}

// NewPeeker returns a peeker for paths.
func NewPeeker(paths ...[]Step) *Peeker {
	targets := make([]Target, len(paths))
	for i, steps := range paths {
		targets[i] = Target{Steps: steps, Mode: First}
	}
	p := &Peeker{scanner: NewScanner(targets...), values: make([][]byte, len(paths))}
	p.scanner.hasty = true
	p.members, p.quick = membersOf(paths)
	p.keep = func(target int, value []byte, _ int64) error {
		p.values[target] = value
		return nil
	}
	return p
}

// Peek returns for each path the first value it leads to in record, nil where there
// is none. The values are parts of record; the list of them is good until the next
// call. Records are sound, as those that a Scanner has given are; one that isn't gives
// a *SyntaxError if the pass comes that far, and its fault isn't within a value that
// is passed over.
func (p *Peeker) Peek(record []byte) ([][]byte, error) {
	clear(p.values)
	if len(p.values) == 0 {
		return p.values, nil
	}
	if p.quick {
		if p.members.find(record, p.values) {
			return p.values, nil
		}
		clear(p.values)
	}
	if err := p.scanner.Bytes(record, p.keep); err != nil {
		return nil, err
	}
	return p.values, nil
}
