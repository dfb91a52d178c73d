package engine

import (
	"source-rest-api/connector/cursor"
)

// A position is how far the pages of a root were read. All streams below a root go on
// from pages of the root: a page is done for one of them when everything that it has
// for the records of that page is written.
type position struct {
	page   int64          // pages of the root before this one
	resume *cursor.Resume // nil at the first page
}

// resumeAt returns the position from which every stream can go on: the earliest of
// theirs.
func resumeAt(reads []*streamRead) *position {
	at := &position{page: -1}
	for _, read := range reads {
		if read.silent || read.finished || read.failed() != nil {
			continue
		}
		var page int64
		if read.resume != nil {
			page = read.resume.Pages
		}
		if read.resume == nil || page == 0 && len(reads) > 1 {
			return &position{}
		}
		if at.page < 0 || page < at.page {
			at = &position{page: page, resume: read.resume}
		}
	}
	at.page = max(at.page, 0)
	return at
}

// atStart is the first page, for a root that can't begin elsewhere. No stream below it
// can count on having read some pages then.
func (*position) atStart(reads []*streamRead) *position {
	for _, read := range reads {
		read.resume, read.checkpoints.next = nil, nil
	}
	return &position{}
}

// mute makes those streams silent that have read the page before, and lets the others
// speak.
func (p *position) mute(reads []*streamRead) {
	for _, read := range reads {
		read.muted = read.finished || read.resume != nil && read.resume.Pages > p.page
	}
}
