package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"source-rest-api/connector/failure"
)

// goodbye is how long requests may take to end once the server stops.
const goodbye = time.Second

// A Server is an API that listens on this machine.
type Server struct {
	// URL is where it listens, http://127.0.0.1:PORT; base_url is URL plus "/v2".
	URL string

	done chan struct{}
	err  error
}

// Serve listens at addr (host:port, port 0 for any free one) and answers with
// handler until ctx ends. It listens on loopback only: for any other address, or
// one that can't be listened at, it returns a failure.Config.
func Serve(ctx context.Context, addr string, handler http.Handler) (*Server, error) {
	if err := checkLoopback(addr); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, failure.Configf("the demo API can't listen at %s: %w", addr, err)
	}
	server := &Server{URL: "http://" + listener.Addr().String(), done: make(chan struct{})}
	go func() {
		defer close(server.done)
		server.err = serve(ctx, listener, handler)
	}()
	return server, nil
}

// Wait waits until the server has stopped, and returns why if it wasn't for ctx.
func (s *Server) Wait() error {
	<-s.done
	return s.err
}

// serve answers on listener until ctx ends, and then lets open requests finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("the demo API stopped: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	err := server.Shutdown(patience)
	if err != nil {
		err = server.Close()
	}
	return errors.Join(err, notClosed(<-failed))
}

// notClosed returns err unless it only says that the server was closed.
func notClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// checkLoopback refuses addresses that others than this machine could reach.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return failure.Configf("the demo API's address must be HOST:PORT, such as 127.0.0.1:8765: %w", err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return failure.Configf("the demo API listens on this machine only: %q is no loopback address; take 127.0.0.1", host)
}
