package record_test

import (
	"bytes"
	"fmt"
	"testing"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/record"
)

func BenchmarkSelectAndEach(b *testing.B) {
	var doc bytes.Buffer
	doc.WriteString(`{"items":[`)
	for i := range 10_000 {
		if i > 0 {
			doc.WriteByte(',')
		}
		fmt.Fprintf(&doc, `{"data":{"id":%d,"name":"Record number %d","email":"person%d@example.com","created_at":"2026-01-02T03:04:05Z",`+
			`"amount":%d.50,"active":true,"tags":["alpha","beta","gamma"],"address":{"street":"%d Long Street","city":"Sometown","country":null},`+
			`"note":"The quick brown fox jumps over the lazy dog, twice, and then it rests for a while in the shade of a tree.","owner_id":%d}}`,
			i, i, i, i, i, i%97)
	}
	doc.WriteString(`],"total":10000}`)
	for name, body := range map[string]record.Body{"memory": memory(doc.Bytes()), "stream": whole(doc.Bytes())} {
		for _, hash := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/hash=%t", name, hash), func(b *testing.B) {
				s := record.Config{Path: jsonpath.MustCompile("items.*.data")}.New()
				s.Hash = hash
				values := []jsonpath.Path{jsonpath.MustCompile("total")}
				b.SetBytes(int64(doc.Len()))
				b.ReportAllocs()
				for b.Loop() {
					p, err := s.Select(body, record.JSON, values)
					if err != nil {
						b.Fatal(err)
					}
					if err := p.Each(func([]byte) error { return nil }); err != nil {
						b.Fatal(err)
					}
					p.Release()
				}
			})
		}
	}
}

func BenchmarkSequences(b *testing.B) {
	var lines, table bytes.Buffer
	table.WriteString("id,name,email,created_at,amount,active,note\n")
	for i := range 10_000 {
		const note = "The quick brown fox jumps over the lazy dog, twice, and then it rests for a while in the shade of a tree."
		fmt.Fprintf(&lines, `{"id":%d,"name":"Record number %d","email":"person%d@example.com","created_at":"2026-01-02T03:04:05Z","amount":%d.50,"active":true,"note":%q}`+"\n", i, i, i, i, note)
		fmt.Fprintf(&table, "%d,Record number %d,person%d@example.com,2026-01-02T03:04:05Z,%d.50,true,%q\n", i, i, i, i, note)
	}
	for _, test := range []struct {
		name   string
		format record.Format
		body   record.Body
		size   int
	}{
		{"jsonl/memory", record.JSONLines, memory(lines.Bytes()), lines.Len()},
		{"jsonl/stream", record.JSONLines, whole(lines.Bytes()), lines.Len()},
		{"csv/memory", record.CSV, memory(table.Bytes()), table.Len()},
		{"csv/stream", record.CSV, whole(table.Bytes()), table.Len()},
	} {
		b.Run(test.name, func(b *testing.B) {
			s := record.Config{}.New()
			s.Hash = true
			b.SetBytes(int64(test.size))
			b.ReportAllocs()
			for b.Loop() {
				p, err := s.Select(test.body, test.format, nil)
				if err != nil {
					b.Fatal(err)
				}
				if err := p.Each(func([]byte) error { return nil }); err != nil {
					b.Fatal(err)
				}
				p.Release()
			}
		})
	}
}
