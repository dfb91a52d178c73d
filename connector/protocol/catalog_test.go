package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/protocol"
)

func TestParseConfiguredCatalog(t *testing.T) {
	catalog, err := protocol.ParseConfiguredCatalog([]byte(`{"streams":[{
		"stream":{"name":"events","json_schema":{},"supported_sync_modes":["full_refresh"]},
		"sync_mode":"incremental","cursor_field":["at"],"destination_sync_mode":"append_dedup",
		"generation_id":3,"minimum_generation_id":3,"sync_id":17,"include_files":false}]}`))
	require.NoError(t, err)
	require.Equal(t, "events", catalog.Streams[0].Stream.Name)
	require.Equal(t, protocol.Incremental, catalog.Streams[0].SyncMode)
	require.Equal(t, []string{"at"}, catalog.Streams[0].CursorField)
}

func TestParseConfiguredCatalogNamesAllFaults(t *testing.T) {
	_, err := protocol.ParseConfiguredCatalog([]byte(`{"streams":[
		{"stream":{"name":"a"},"sync_mode":"INVALID"},{"stream":{},"sync_mode":"full_refresh"},{"stream":{"name":"a"},"sync_mode":"full_refresh"}]}`))
	require.ErrorContains(t, err, `streams[0].sync_mode: must be full_refresh or incremental, not "INVALID"`)
	require.ErrorContains(t, err, "streams[1].stream.name: is missing")
	require.ErrorContains(t, err, `streams[2].stream.name: stands in the catalog twice: "a"`)
	require.Equal(t, failure.Config, failure.Of(err).Kind)
}

func TestParseConfiguredCatalogRefusesGarbage(t *testing.T) {
	for text, want := range map[string]string{
		``:                    "no sound JSON",
		`{"streams":`:         "no sound JSON",
		`{"streams":{}}`:      "isn't what belongs there",
		`{}`:                  "streams: is empty",
		`{"streams":[]}`:      "streams: is empty",
		`{"streams":["a"]}`:   "isn't what belongs there",
		`[{"name":"events"}]`: "isn't what belongs there",
	} {
		_, err := protocol.ParseConfiguredCatalog([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
}
