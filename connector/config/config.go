// Package config reads the connector's config: it holds it against the
// specification, tells what the options are, and hands the definition on unread.
//
// From here on every secret of the config is known, so that no message shows it.
package config

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/schema"
)

// A Config is what a sync is run with, apart from the definition of the API.
type Config struct {
	Definition string         // the definition as text, "" where it stands inline
	Inline     *document.Node // the definition as an object, nil where it is text
	Secrets    map[string]string
	Strict     bool

	Concurrency      int           // requests under way at once, over all streams
	RequestsPerSec   float64       // the most that a host is sent; 0 means no limit
	Burst            int           // requests at once after a pause, where there is a limit
	ConnectTimeout   time.Duration // until a connection stands
	ResponseTimeout  time.Duration // until an answer begins, and between two pieces of it
	MaxResponseBytes int64         // of one answer, decompressed
}

// The defaults, the same as spec.json tells.
const (
	defaultConcurrency      = 4
	defaultBurst            = 1
	defaultConnectTimeout   = 30 * time.Second
	defaultResponseTimeout  = 60 * time.Second
	defaultMaxResponseBytes = 2 << 30
)

// inlineKeys are the keys of a definition that stands in the config itself.
var inlineKeys = []string{"client", "resource_defaults", "resources"}

// Parse reads a config, JSON or YAML. The faults are those of the options: what is
// wrong with an inline definition comes up when it is compiled. The Config is nil
// only where the text can't be read at all. hidden are values to be masked.
func Parse(text []byte, spec *schema.Spec) (config *Config, hidden []string, faults failure.Faults) {
	if len(bytes.TrimSpace(text)) == 0 {
		faults.Add("", "the config is empty; it must be an object with the key definition, or client and resources")
		return nil, nil, faults
	}
	root, err := document.Parse(text)
	if err != nil {
		faults.Add("", "the config is neither JSON nor YAML: %s", err)
		return nil, nil, faults
	}
	if root.Kind != document.Object {
		faults.Add("", "the config must be an object with the key definition, or client and resources")
		return nil, nil, faults
	}
	options, inline := split(root)
	faults = spec.Validate(options)
	config = decode(options)
	faults = append(faults, config.readSecrets(options.Get("secrets"))...)
	switch {
	case config.Definition != "" && inline != nil:
		faults.Add("definition", "stands beside %s: give the definition once, as text or as keys of the config", inline.Fields[0].Name)
	case config.Definition == "" && inline == nil && options.Get("definition") == nil:
		faults.Add("definition", "is missing: paste the API's definition there, or give client and resources")
	case config.Definition == "" && inline == nil && options.Get("definition").Kind == document.String:
		faults.Add("definition", "is empty: paste the API's definition there")
	}
	config.Inline = inline
	for _, value := range spec.Secrets(root) {
		if !strings.HasPrefix(value, "dlt.secrets[") {
			hidden = append(hidden, value)
		}
	}
	return config, hidden, faults
}

// split parts the options from an inline definition, nil where there is none.
func split(root *document.Node) (options, inline *document.Node) {
	options = &document.Node{Kind: document.Object, Line: root.Line, Column: root.Column}
	definition := &document.Node{Kind: document.Object, Line: root.Line, Column: root.Column}
	for _, field := range root.Fields {
		part := options
		for _, key := range inlineKeys {
			if field.Name == key {
				part = definition
			}
		}
		part.Fields = append(part.Fields, field)
	}
	if len(definition.Fields) == 0 {
		return options, nil
	}
	return options, definition
}

// decode reads the options. One of a wrong type keeps its default: it is among the
// specification's faults.
func decode(options *document.Node) *Config {
	rate, timeouts := options.Get("rate_limit"), options.Get("timeouts")
	return &Config{
		Definition:       text(options.Get("definition")),
		Strict:           options.Get("strict") != nil && options.Get("strict").Text == "true",
		Concurrency:      int(number(options.Get("concurrency"), defaultConcurrency)),
		RequestsPerSec:   number(rate.Get("requests_per_second"), 0),
		Burst:            int(number(rate.Get("burst"), defaultBurst)),
		ConnectTimeout:   seconds(timeouts.Get("connect_seconds"), defaultConnectTimeout),
		ResponseTimeout:  seconds(timeouts.Get("response_seconds"), defaultResponseTimeout),
		MaxResponseBytes: int64(number(options.Get("max_response_bytes"), defaultMaxResponseBytes)),
	}
}

// readSecrets reads the list of {name, value}.
func (c *Config) readSecrets(list *document.Node) (faults failure.Faults) {
	c.Secrets = map[string]string{}
	if list == nil {
		return nil
	}
	for i, item := range list.Items {
		name := text(item.Get("name"))
		if _, twice := c.Secrets[name]; twice {
			faults = append(faults, failure.Fault{
				Path: "secrets[" + strconv.Itoa(i) + "].name", Line: item.Line, Column: item.Column,
				Message: "names a secret that stands in the list already",
			})
		}
		c.Secrets[name] = text(item.Get("value"))
	}
	return faults
}

func text(node *document.Node) string {
	if node == nil || node.Kind != document.String {
		return ""
	}
	return node.Text
}

func number(node *document.Node, otherwise float64) float64 {
	if node == nil || node.Kind != document.Number {
		return otherwise
	}
	value, err := strconv.ParseFloat(node.Text, 64)
	if err != nil {
		return otherwise
	}
	return value
}

func seconds(node *document.Node, otherwise time.Duration) time.Duration {
	return time.Duration(number(node, otherwise.Seconds()) * float64(time.Second))
}
