package paginate

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHeaderLinkSteps(t *testing.T) {
	c := HeaderLink{}
	with := func(link string) []reply { return []reply{{link: link, records: 1}} }
	runSteps(t, []step{
		{name: "followed", config: c, replies: with(`<https://api.test/i?page=2>; rel="next", <https://api.test/i?page=9>; rel="last"`), want: "https://api.test/i?page=2"},
		{name: "absent", config: c, replies: with(`<https://api.test/i?page=1>; rel="prev"`)},
		{name: "no header", config: c, replies: []reply{{records: 1}}},
		{name: "custom relation", config: HeaderLink{Rel: "following"}, replies: with(`</i?p=2>; rel=following`), want: "https://api.test/i?p=2"},
		{name: "relative", config: c, replies: with(`<?page=2>; rel="next"`), want: "https://api.test/v1/items?page=2"},
		{name: "another host", config: c, replies: with(`<http://other.test/i>; rel="next"`), want: "http://other.test/i"},
		{name: "page said to be empty", config: c, replies: with(`</i?c=1>; rel="next"; results="false"; cursor="0:1:0"`)},
		{name: "page said to have results", config: c, replies: with(`</i?c=1>; rel="next"; results="true"`), want: "https://api.test/i?c=1"},
		{name: "empty page goes on", config: c, replies: []reply{{link: `</i?c=1>; rel="next"`}}, want: "https://api.test/i?c=1"},
		{name: "leads to itself", config: c, replies: []reply{{url: "https://api.test/i?c=1", link: `</i?c=1>; rel="next"`, records: 1}}, wantErr: "same page twice"},
		{name: "leads back", config: c, token: `"https://api.test/a"`, replies: append(with(`</b>; rel="next"`), with(`</a>; rel="next"`)...),
			wantErr: "leads to a page already read"},
		{name: "leads to where a redirect led before", config: c, token: `"https://api.test/a"`,
			replies: []reply{{url: "https://api.test/b", link: `</b>; rel="next"`, records: 1}}, wantErr: "leads to a page already read"},
		{name: "same records", config: c, replies: []reply{{link: `</b>; rel="next"`, records: 1, repeat: true}}, wantErr: "same page twice"},
		{name: "no web address", config: c, replies: with(`<mailto:a@b>; rel="next"`), wantErr: "no http or https URL"},
		{name: "no URL", config: c, replies: with(`<http://[>; rel="next"`), wantErr: "is no URL"},
	})
}

func TestJSONLinkSteps(t *testing.T) {
	c := DefaultJSONLink()
	with := func(next string) []reply { return []reply{{body: `{"next":` + next + `}`, records: 1}} }
	steps := []step{
		{name: "absolute", config: c, replies: with(`"https://other.test/x?a=1"`), want: "https://other.test/x?a=1"},
		{name: "from the root", config: c, replies: with(`"/v2/items?page=2"`), want: "https://api.test/v2/items?page=2"},
		{name: "beside the page", config: c, replies: with(`"more?page=2"`), want: "https://api.test/v1/more?page=2"},
		{name: "query only", config: c, replies: with(`"?page=2"`), want: "https://api.test/v1/items?page=2"},
		{name: "nested path", config: JSONLink{Path: pathOf("a.b")}, replies: []reply{{body: `{"a":{"b":"/x"}}`}}, want: "https://api.test/x"},
		{name: "escapes what no request line can carry", config: c, replies: with(`"/x?q=a b&r=%20\u00e9#top"`), want: "https://api.test/x?q=a%20b&r=%20%C3%A9"},
		{name: "list", config: c, replies: with(`["x"]`), wantErr: "next: expected the URL of the next page, found a list"},
		{name: "true", config: c, replies: with(`true`), wantErr: "found true or false"},
		{name: "number", config: c, replies: with(`2`), wantErr: "found a number"},
		{name: "leads to itself", config: c, replies: with(`"/v1/items?per_page=2"`), wantErr: "same page twice"},
		{name: "missing", config: c, replies: []reply{{body: `{}`, records: 1}}},
	}
	for _, end := range []string{`null`, `""`, `" "`, `false`} {
		steps = append(steps, step{name: "ends at " + end, config: c, replies: with(end)})
	}
	runSteps(t, steps)
}

func TestParseLinks(t *testing.T) {
	for _, test := range []struct {
		name, header string
		want         []link
	}{
		{"empty", "", nil},
		{"blank elements", " , ,", nil},
		{"quoted", `<a>; rel="next"`, []link{{target: "a", rel: "next"}}},
		{"token", `<a>;rel=next`, []link{{target: "a", rel: "next"}}},
		{"several relations", `<a>; rel="last next"`, []link{{target: "a", rel: "last next"}}},
		{"several links", `<a>; rel=prev , <b>; rel=next`, []link{{target: "a", rel: "prev"}, {target: "b", rel: "next"}}},
		{"commas and semicolons in the target", `<a?x=1,2;3>; rel=next`, []link{{target: "a?x=1,2;3", rel: "next"}}},
		{"separators and escapes in quotes", `<a>; title="x, <y>; \"rel=no\""; rel=next`, []link{{target: "a", rel: "next"}}},
		{"first of a name counts", `<a>; rel=next; rel=prev`, []link{{target: "a", rel: "next"}}},
		{"name in capitals, spaces around", `< a > ; REL = "next" ; results = "false"`, []link{{target: "a", rel: "next", results: "false"}}},
		{"other context", `<a>; rel=next; anchor="#x"`, []link{{target: "a", rel: "next", anchored: true}}},
		{"parameter without value", `<a>; crossorigin; rel=next`, []link{{target: "a", rel: "next"}}},
		{"title in another charset", `<a>; title*=UTF-8''x; rel=next`, []link{{target: "a", rel: "next"}}},
		{"no brackets", `https://h/a?p=2; rel="next"`, []link{{target: "https://h/a?p=2", rel: "next"}}},
		{"single quotes", `<a>; rel='next'`, []link{{target: "a", rel: "next"}}},
		{"rest after a parameter", `<a>; rel="next" x, <b>; rel=last`, []link{{target: "a", rel: "next"}, {target: "b", rel: "last"}}},
		{"never closed", `<a`, []link{{target: "a"}}},
		{"quote never closed", `<a>; rel="next`, []link{{target: "a", rel: "next"}}},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, parseLinks(test.header)) })
	}
}

func TestFindLink(t *testing.T) {
	headers := []string{`<x>; rel="next"; anchor="/other"`, `<a>; rel="prev"`, `<b>; rel="first Next"`, `<c>; rel=next`}
	l, ok := findLink(headers, "next")
	require.True(t, ok)
	require.Equal(t, "b", l.target)
	_, ok = findLink(headers, "nex")
	require.False(t, ok)
}

func FuzzParseLinks(f *testing.F) {
	for _, seed := range []string{`<a>; rel="next", <b>; rel=last`, `<a>; title="\`, `;;;,=`, `<`, `a b; "x"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, l := range parseLinks(header) {
			l.has("next")
		}
		// A link built from a URL comes back whatever stands before it.
		got := parseLinks(`<https://h/?a=1,2;3>; x="\",;<"; rel="next", ` + header)
		if len(got) == 0 || got[0].target != "https://h/?a=1,2;3" || !got[0].has("next") {
			t.Fatalf("%q hides the link before it: %v", header, got)
		}
	})
}

func FuzzFollow(f *testing.F) {
	for _, seed := range []string{"?p=2", "//h", "http://h:99999/", "%zz", "/a b?c d", "https://u:p@h/é?é#é"} {
		f.Add(seed)
	}
	asked, err := url.Parse("https://api.test/a/b?c=d")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, target string) {
		var w linkWalk
		page, ok, err := w.follow(Answer{URL: asked}, target)
		if err != nil || !ok {
			return
		}
		again, err := newLinkWalk(page.Token)
		if err != nil || again.start != page.URL {
			t.Fatalf("%q: token %s of %q: %v", target, page.Token, page.URL, err)
		}
	})
}
