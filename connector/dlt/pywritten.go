package dlt

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// written returns the text that a function was written as, with the imports, functions
// and variables of the file that it needs before it, so that it can stand alone in a
// string. The error says why it can't.
func (f function) written() (string, error) {
	if f.script == nil {
		return "", fmt.Errorf("its text isn't known")
	}
	fn, ok := f.callable.(*starlark.Function)
	if !ok {
		return "", fmt.Errorf("it is no function of the file")
	}
	node := f.script.functionAt(fn.Position())
	if node == nil {
		return "", fmt.Errorf("its text isn't known")
	}
	w := &writtenFunction{script: f.script, parts: map[int]string{}}
	w.tokens, _ = tokenize(f.script.source.original)
	w.statements = split(f.script.source.original, w.tokens)
	if err := w.needs(node); err != nil {
		return "", err
	}
	own := w.text(node)
	if _, isLambda := node.(*syntax.LambdaExpr); isLambda && len(w.parts) > 0 {
		own = "step = (" + own + "\n)"
	}
	var texts []string
	for _, offset := range slices.Sorted(maps.Keys(w.parts)) {
		if w.parts[offset] != own {
			texts = append(texts, w.parts[offset])
		}
	}
	return strings.Join(append(texts, own), "\n"), nil
}

// functionAt returns the def or lambda that begins at a position.
func (s *script) functionAt(pos syntax.Position) (found syntax.Node) {
	syntax.Walk(s.file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.DefStmt:
			if node.Def.Line == pos.Line && node.Def.Col == pos.Col {
				found = node
			}
		case *syntax.LambdaExpr:
			if node.Lambda.Line == pos.Line && node.Lambda.Col == pos.Col {
				found = node
			}
		}
		return found == nil
	})
	return found
}

// A writtenFunction collects what a function needs to stand alone.
type writtenFunction struct {
	script     *script
	tokens     []token
	statements []statement
	parts      map[int]string // texts by their offsets
}

// needs adds the statements that define the names that node uses.
func (w *writtenFunction) needs(node syntax.Node) (err error) {
	syntax.Walk(node, func(node syntax.Node) bool {
		ident, ok := node.(*syntax.Ident)
		if !ok || err != nil {
			return err == nil
		}
		binding, ok := ident.Binding.(*resolve.Binding)
		if !ok {
			return true
		}
		switch binding.Scope {
		case resolve.Free:
			err = fmt.Errorf("it uses %s of the function around it", ident.Name)
		case resolve.Global:
			err = w.global(ident.Name)
		case resolve.Predeclared:
			if _, imported := w.script.source.imported[ident.Name]; imported && ident.Name != "dlt" {
				w.imports(ident.Name)
			}
		}
		return true
	})
	return err
}

// global adds the one statement that defines a variable or a function of the file.
func (w *writtenFunction) global(name string) error {
	var found syntax.Node
	for _, stmt := range w.script.file.Stmts {
		switch stmt := stmt.(type) {
		case *syntax.DefStmt:
			if stmt.Name.Name == name {
				found = stmt
			}
		case *syntax.AssignStmt:
			if ident, ok := stmt.LHS.(*syntax.Ident); ok && ident.Name == name && stmt.Op == syntax.EQ {
				found = stmt
			}
		}
	}
	if found == nil {
		return fmt.Errorf("it uses %s, which isn't defined in one statement of the file", name)
	}
	offset := w.offset(found)
	if _, done := w.parts[offset]; done {
		return nil
	}
	w.parts[offset] = w.text(found)
	return w.needs(found)
}

// imports adds the import of a name.
func (w *writtenFunction) imports(name string) {
	for _, stmt := range w.statements {
		first, last := stmt.tokens[0], stmt.tokens[len(stmt.tokens)-1]
		if (first.text == "import" || first.text == "from") && slices.Contains(texts(stmt.tokens), name) {
			w.parts[first.start] = w.script.source.original[first.start:last.end]
		}
	}
}

// offset returns where node begins in the text.
func (w *writtenFunction) offset(node syntax.Node) int {
	from, _ := node.Span()
	line, column := w.script.source.place(from)
	return w.script.source.offset(line, column)
}

// text returns what node was written as, without the indentation that all its lines
// have.
func (w *writtenFunction) text(node syntax.Node) string {
	begin := w.offset(node)
	original := w.script.source.original
	if _, ok := node.(*syntax.LambdaExpr); ok {
		return original[begin:w.lambdaEnd(begin)]
	}
	for i, stmt := range w.statements {
		if stmt.tokens[0].start != begin {
			continue
		}
		last := i
		if stmt.tokens[0].text == "def" {
			for last+1 < len(w.statements) && (w.statements[last+1].indent > stmt.indent || !w.statements[last+1].first) {
				last++
			}
		}
		end := w.statements[last].tokens
		return dedent(original[begin:end[len(end)-1].end], begin-strings.LastIndexByte(original[:begin], '\n')-1)
	}
	return ""
}

// lambdaEnd returns where the lambda that begins at an offset ends: at the comma or
// bracket behind its body, or at the end of its statement.
func (w *writtenFunction) lambdaEnd(begin int) int {
	at := slices.IndexFunc(w.tokens, func(tok token) bool { return tok.start == begin })
	if at < 0 {
		return begin
	}
	depth, body, last := w.tokens[at].depth, false, w.tokens[at]
	for _, tok := range w.tokens[at+1:] {
		ends := tok.depth < depth || tok.kind == newlineToken || tok.depth == depth && body && (tok.text == "," || tok.text == ";")
		if ends {
			break
		}
		body = body || tok.depth == depth && tok.text == ":"
		last = tok
	}
	return last.end
}

// dedent takes columns of indentation off all lines but the first.
func dedent(text string, columns int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines[1:] {
		cut := min(columns, len(line)-len(strings.TrimLeft(line, " \t")))
		lines[i+1] = line[cut:]
	}
	return strings.Join(lines, "\n")
}
