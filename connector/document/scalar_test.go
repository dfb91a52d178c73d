package document

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What PyYAML 6.0.3 (yaml.safe_load) makes of plain scalars. Dates and times are
// what isoformat() of its value names, with Z kept and fractions as written.
var pyYAMLScalars = []struct {
	text string
	kind Kind
	want string
}{
	{"yes", Bool, "true"}, {"No", Bool, "false"}, {"on", Bool, "true"}, {"OFF", Bool, "false"},
	{"true", Bool, "true"}, {"TRUE", Bool, "true"}, {"tRue", String, "tRue"},
	{"y", String, "y"}, {"n", String, "n"},
	{"12:30", Number, "750"}, {"1:30:45", Number, "5445"}, {"12:99", String, "12:99"}, {"012:30", String, "012:30"},
	{"010", Number, "8"}, {"08", String, "08"}, {"0o17", String, "0o17"}, {"0x1F", Number, "31"}, {"0b101", Number, "5"},
	{"1_000", Number, "1000"}, {"-1_0", Number, "-10"}, {"1__2", Number, "12"}, {"+5", Number, "5"}, {"0_", Number, "0"},
	{"0", Number, "0"}, {"-0", Number, "0"}, {"00", Number, "0"},
	{"100000000000000000000", Number, "100000000000000000000"},
	{"1e3", String, "1e3"}, {"1.0e3", String, "1.0e3"}, {"1.0e+3", Number, "1.0e+3"}, {"1.5E-2", Number, "1.5e-2"},
	{"12e03", String, "12e03"}, {"1e+3", String, "1e+3"},
	{"1.", Number, "1.0"}, {".5", Number, "0.5"}, {"-.5", String, "-.5"}, {"+1.5", Number, "1.5"}, {"007.5", Number, "7.5"},
	{"1_0.5", Number, "10.5"}, {"1:30.5", Number, "90.5"}, {"0.0", Number, "0.0"}, {"3.14", Number, "3.14"},
	{"~", Null, ""}, {"null", Null, ""}, {"Null", Null, ""}, {"NULL", Null, ""}, {"nULL", String, "nULL"}, {"", Null, ""},
	{"2024-01-02", String, "2024-01-02"}, {"2024-1-2", String, "2024-1-2"},
	{"2024-01-02 03:04:05", String, "2024-01-02T03:04:05"},
	{"2024-01-02T03:04:05Z", String, "2024-01-02T03:04:05Z"},
	{"2024-01-02 3:04:05 +2", String, "2024-01-02T03:04:05+02:00"},
	{"2024-01-02T03:04:05.5-05:30", String, "2024-01-02T03:04:05.5-05:30"},
	{"0x", String, "0x"}, {"1,000", String, "1,000"}, {".", String, "."}, {"1 2", String, "1 2"}, {"_1", String, "_1"},
	{`"yes"`, String, "yes"}, {"'12'", String, "12"}, {"!!str 12", String, "12"}, {`!!int "3"`, Number, "3"},
	{"items.*.data", String, "items.*.data"},
	// PyYAML ends with an error on a lone =, which is of no use to anyone.
	{"=", String, "="},
}

func TestScalarsAsPyYAML(t *testing.T) {
	for _, tc := range pyYAMLScalars {
		t.Run(tc.text, func(t *testing.T) {
			root, err := ParseYAML([]byte("a: " + tc.text + "\n"))
			require.NoError(t, err)
			value := root.Get("a")
			require.Equal(t, tc.kind, value.Kind, "kind %s", value.Kind)
			require.Equal(t, tc.want, value.Text)
		})
	}
}

func TestScalarsRefused(t *testing.T) {
	for text, want := range map[string]string{
		".inf":          "is no number that JSON has",
		"-.INF":         "is no number that JSON has",
		".nan":          "is no number that JSON has",
		"0b_":           "has no digits",
		"!!binary aGk=": "the tag !!binary isn't supported",
		"!!int x":       "doesn't fit its tag !!int",
		"1.0e+999":      "out of range",
	} {
		_, err := ParseYAML([]byte("a: " + text + "\n"))
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "(line 1, column 4)", text)
	}
}
