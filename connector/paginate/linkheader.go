package paginate

import "strings"

// A link is one entry of a Link header (RFC 8288, section 3).
type link struct {
	target   string // the URL as it was written, maybe relative
	rel      string // relation types, separated by spaces
	results  string // "false" where the API says that the page is empty
	anchored bool   // the link is about something other than this answer
}

// findLink returns the first link in headers that has the relation rel.
func findLink(headers []string, rel string) (link, bool) {
	for _, header := range headers {
		for _, l := range parseLinks(header) {
			if !l.anchored && l.has(rel) {
				return l, true
			}
		}
	}
	return link{}, false
}

func (l link) has(rel string) bool {
	if strings.EqualFold(l.rel, rel) {
		return true
	}
	for _, r := range strings.Fields(l.rel) {
		if strings.EqualFold(r, rel) {
			return true
		}
	}
	return false
}

// parseLinks reads a Link header's value by RFC 8288, appendix B.2. It never
// fails: what can't be read is left out, and targets without their angle brackets
// are taken up to the next ";" or ",".
func parseLinks(header string) []link {
	var links []link
	s := linkScanner{rest: header}
	for {
		s.skip(" \t,")
		if s.rest == "" {
			return links
		}
		l := link{target: s.target()}
		seen := map[string]bool{}
		for s.accept(';') {
			name, value := s.param()
			if !seen[name] {
				l.set(name, value)
			}
			seen[name] = true
		}
		links = append(links, l)
		s.until(",")
	}
}

// set takes a parameter in; the first one of a name counts (RFC 8288, section 3.3).
func (l *link) set(name, value string) {
	switch name {
	case "rel":
		l.rel = value
	case "results":
		l.results = value
	case "anchor":
		l.anchored = value != ""
	}
}

type linkScanner struct{ rest string }

func (s *linkScanner) skip(chars string) { s.rest = strings.TrimLeft(s.rest, chars) }

// until takes everything before the first of chars.
func (s *linkScanner) until(chars string) string {
	end := strings.IndexAny(s.rest, chars)
	if end < 0 {
		end = len(s.rest)
	}
	taken := s.rest[:end]
	s.rest = s.rest[end:]
	return taken
}

// accept takes c where it comes next.
func (s *linkScanner) accept(c byte) bool {
	s.skip(" \t")
	if s.rest == "" || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *linkScanner) target() string {
	if !s.accept('<') {
		return strings.Trim(s.until(";,"), " \t\"'")
	}
	target := s.until(">")
	s.accept('>')
	return strings.TrimSpace(target)
}

// param takes name, name=value or name="quoted value".
func (s *linkScanner) param() (name, value string) {
	s.skip(" \t")
	name = strings.ToLower(strings.TrimRight(s.until("=;,"), " \t"))
	if !s.accept('=') {
		return name, ""
	}
	if s.accept('"') {
		return name, s.quoted()
	}
	return name, strings.Trim(s.until(";,"), " \t'")
}

// quoted takes the rest of a quoted string and its closing quote (RFC 9110,
// section 5.6.4).
func (s *linkScanner) quoted() string {
	var b strings.Builder
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			s.rest = s.rest[i+1:]
			return b.String()
		case c == '\\' && i+1 < len(s.rest):
			i++
			b.WriteByte(s.rest[i])
		default:
			b.WriteByte(c)
		}
	}
	s.rest = ""
	return b.String()
}
