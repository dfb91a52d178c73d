package connector_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "source-rest-api/connector/"

// levels are the floors of the house. A package imports from floors below its own
// only.
var levels = map[string]int{
	"failure": 0, "protocol": 1, "rawjson": 1, "document": 1,
	"jsonpath": 2, "template": 2,
	"auth": 3, "paginate": 3, "retry": 3, "cursor": 3, "record": 3, "schema": 3,
	"plan": 4,
	"dlt":  5, "config": 5, "requester": 5,
	"engine": 6, "demo": 6,
	"source": 7,
}

// keepers are the only packages that may import a library, so that it can be replaced
// in one place.
var keepers = map[string][]string{
	"github.com/go-resty/resty/v2":    {"requester"},
	"github.com/klauspost/compress":   {"requester"},
	"github.com/andybalholm/brotli":   {"requester"},
	"github.com/ohler55/ojg":          {"jsonpath"},
	"github.com/xeipuuv/gojsonschema": {"schema"},
	"go.yaml.in/yaml/v3":              {"document"},
	"go.starlark.net":                 {"dlt"},
	"github.com/schollz/progressbar":  {"source"},
	"golang.org/x/term":               {"source"},
	"golang.org/x/oauth2":             {"auth"},
	"github.com/golang-jwt/jwt":       {"auth"},
	"github.com/youmark/pkcs8":        {"auth"},
	"golang.org/x/time":               {"retry"},
	"golang.org/x/sync":               {"engine"},
	"github.com/go-json-experiment":   {"rawjson", "jsonpath", "document", "dlt", "paginate", "record", "schema"},
}

func TestPackagesImportFromLowerLevelsOnly(t *testing.T) {
	for importer, imports := range importsByPackage(t) {
		own, known := levels[importer]
		require.True(t, known, "package %s has no level in the table", importer)
		for _, path := range imports {
			imported, ours := strings.CutPrefix(path, module)
			if !ours {
				continue
			}
			require.Less(t, levels[imported], own, "%s must not import %s", importer, imported)
		}
	}
}

func TestLibrariesHaveOneKeeper(t *testing.T) {
	for importer, imports := range importsByPackage(t) {
		for _, path := range imports {
			if !strings.Contains(strings.Split(path, "/")[0], ".") {
				continue // the standard library
			}
			require.True(t, kept(importer, path), "%s must not import %s", importer, path)
		}
	}
}

func TestFailureImportsTheStandardLibraryOnly(t *testing.T) {
	for _, path := range importsByPackage(t)["failure"] {
		require.NotContains(t, path, ".", "failure")
	}
}

func kept(importer, path string) bool {
	for library, packages := range keepers {
		if strings.HasPrefix(path, library) {
			for _, keeper := range packages {
				if keeper == importer {
					return true
				}
			}
		}
	}
	return false
}

// importsByPackage returns what each package imports, tests left out.
func importsByPackage(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		importer := filepath.ToSlash(filepath.Dir(path))
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[importer] = append(imports[importer], name)
		}
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, imports)
	return imports
}
