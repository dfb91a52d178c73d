package paginate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"source-rest-api/connector/jsonpath"
)

// A found is a kind of paging that an answer showed, small enough for a token.
type found struct {
	Type       string `json:"type"`
	Path       string `json:"path,omitempty"`     // of the link, the cursor or the total
	HasMore    string `json:"has_more,omitempty"` // path of the flag beside a cursor
	Param      string `json:"param,omitempty"`    // of the page, the offset or the cursor
	At         int    `json:"at,omitempty"`       // page number or offset of the first answer
	Base       int    `json:"base,omitempty"`     // page number of the API's first page
	Limit      int    `json:"limit,omitempty"`
	LimitParam string `json:"limit_param,omitempty"`
}

// The kinds that can be found, by the names that definitions know them by.
const (
	foundHeaderLink = "header_link"
	foundJSONLink   = "json_link"
	foundPageNumber = "page_number"
	foundCursor     = "cursor"
	foundOffset     = "offset"
	foundSinglePage = "single_page"
)

// config returns the config of the kind.
func (f found) config() (Config, error) {
	path, err := compile(f.Path)
	if err != nil {
		return nil, err
	}
	hasMore, err := compile(f.HasMore)
	if err != nil {
		return nil, err
	}
	switch f.Type {
	case foundHeaderLink:
		return HeaderLink{}, nil
	case foundJSONLink:
		return JSONLink{Path: path}, nil
	case foundPageNumber:
		return PageNumber{BasePage: f.Base, Page: &f.At, Param: f.Param, TotalPath: path, StopAfterEmptyPage: true}, nil
	case foundCursor:
		return Cursor{CursorPath: path, Param: f.Param, HasMorePath: hasMore}, nil
	case foundOffset:
		return Offset{Limit: f.Limit, Offset: f.At, OffsetParam: f.Param, LimitParam: f.LimitParam,
			TotalPath: path, StopAfterEmptyPage: true}, nil
	case foundSinglePage:
		return SinglePage{}, nil
	}
	return nil, errors.New("unknown kind of paginator")
}

// start returns the kind's own token of the page that was answered first.
func (f found) start() json.RawMessage {
	if f.counts() {
		return number(f.At)
	}
	return null()
}

// counts reports whether the kind's positions are known in advance.
func (f found) counts() bool { return f.Type == foundPageNumber || f.Type == foundOffset }

// blind reports whether the number of the first answer's page is not known: it is
// 0 or 1, so page 1 is asked for and may be the same page once more.
func (f found) blind() bool { return f.Type == foundPageNumber && f.At < f.Base }

// String returns the definition of the kind, "" for the zero value.
func (f found) String() string {
	if f.Type == "" {
		return ""
	}
	keys := []string{"type: " + f.Type}
	add := func(key, value string) {
		if value != "" {
			keys = append(keys, key+": "+value)
		}
	}
	switch f.Type {
	case foundJSONLink:
		add("next_url_path", yamlText(f.Path))
	case foundPageNumber:
		add("base_page", fmt.Sprint(f.Base))
		add("page_param", yamlText(f.Param))
		add("total_path", yamlText(f.Path))
	case foundCursor:
		add("cursor_path", yamlText(f.Path))
		add("cursor_param", yamlText(f.Param))
		add("has_more_path", yamlText(f.HasMore))
	case foundOffset:
		add("limit", fmt.Sprint(f.Limit))
		add("offset_param", yamlText(f.Param))
		add("limit_param", yamlText(f.LimitParam))
		add("total_path", yamlText(f.Path))
	}
	return "{" + strings.Join(keys, ", ") + "}"
}

// yamlText quotes text where it couldn't stand plain in a YAML flow mapping.
func yamlText(text string) string {
	if strings.ContainsAny(text, "[]{},:'\"@#& ") {
		return string(quote(text))
	}
	return text
}

func compile(path string) (jsonpath.Path, error) {
	if path == "" {
		return jsonpath.Path{}, nil
	}
	return jsonpath.Compile(path)
}

// An autoToken is what was found, and the token of the kind.
type autoToken struct {
	Found found           `json:"auto"`
	At    json.RawMessage `json:"at"`
}

func autoOf(token json.RawMessage) (autoToken, error) {
	var t autoToken
	decoder := json.NewDecoder(bytes.NewReader(token))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil || decoder.More() || t.Found.Type == "" {
		return autoToken{}, badToken(`object {"auto": …, "at": …}`, token)
	}
	if f := t.Found; f.At < 0 || f.Base < 0 || f.At > maxPosition || f.Base > maxPosition {
		return autoToken{}, badToken(`object {"auto": …, "at": …}`, token)
	}
	return t, nil
}

func (t autoToken) encode() json.RawMessage {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(t) != nil {
		return null()
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}
