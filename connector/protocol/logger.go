package protocol

import (
	"context"
	"log/slog"
	"strings"
)

// NewLogger returns a logger whose lines are LOG messages, from level upwards.
// Attributes follow the text as name=value.
func NewLogger(w *Writer, level slog.Level) *slog.Logger {
	return slog.New(&logHandler{w: w, level: level})
}

type logHandler struct {
	w     *Writer
	level slog.Level
	attrs []slog.Attr
	group string
}

func (h *logHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

func (h *logHandler) Handle(_ context.Context, record slog.Record) error {
	var text strings.Builder
	text.WriteString(record.Message)
	add := func(attr slog.Attr) bool {
		text.WriteString(" " + h.group + attr.Key + "=" + attr.Value.String())
		return true
	}
	for _, attr := range h.attrs {
		add(attr)
	}
	record.Attrs(add)
	return h.w.Log(levelName(record.Level), text.String())
}

func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	with.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	return &with
}

func (h *logHandler) WithGroup(name string) slog.Handler {
	with := *h
	with.group += name + "."
	return &with
}

func levelName(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "ERROR"
	case level >= slog.LevelWarn:
		return "WARN"
	case level >= slog.LevelInfo:
		return "INFO"
	}
	return "DEBUG"
}
