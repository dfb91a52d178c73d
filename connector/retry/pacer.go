package retry

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Pacer keeps requests to a host apart in time: all of them wait while the host
// asked for a pause, and then for their turn under the rate limit. Use one Pacer
// for a whole sync; it is safe for many goroutines.
type Pacer struct {
	limit rate.Limit // of each host; 0 for none
	burst int

	mu    sync.Mutex
	hosts map[string]*host
}

type host struct {
	held    time.Time     // no request before it
	limiter *rate.Limiter // nil for none
}

// NewPacer returns a Pacer that holds each host to perSecond requests a second on
// the average, of which burst (at least 1) may go at once. A perSecond of 0 or less
// is no limit.
func NewPacer(perSecond float64, burst int) *Pacer {
	return &Pacer{limit: rate.Limit(max(0, perSecond)), burst: max(1, burst), hosts: map[string]*host{}}
}

// Hold lets no request to host begin before until. The later of two holds counts.
// Call it when a host answers 429 or 503 and says how long to wait.
func (p *Pacer) Hold(host string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.host(host); until.After(h.held) {
		h.held = until
	}
}

// Wait returns when a request to host may be sent, or with ctx's error when ctx is
// done before. Where it has to wait because of Hold, it calls onHold once before,
// with the end of the hold as it stands then; onHold may be nil. The order in which
// waiting requests go on is not fixed.
func (p *Pacer) Wait(ctx context.Context, host string, onHold func(until time.Time)) error {
	limiter := p.limiter(host)
	if limiter == nil {
		return p.sitOut(ctx, host, &onHold)
	}
	// The turn is taken after the hold, or all who waited would go on at once; the
	// wait for it is long enough for another hold to begin.
	if err := p.sitOut(ctx, host, &onHold); err != nil {
		return err
	}
	turn := limiter.Reserve()
	if err := Sleep(ctx, turn.Delay()); err != nil {
		turn.Cancel()
		return err
	}
	return p.sitOut(ctx, host, &onHold)
}

// sitOut waits until host isn't held any more, however often the hold is prolonged.
// It calls onHold at most once, and then takes it away.
func (p *Pacer) sitOut(ctx context.Context, host string, onHold *func(time.Time)) error {
	for {
		until := p.heldUntil(host)
		wait := time.Until(until)
		if wait <= 0 {
			return ctx.Err()
		}
		if *onHold != nil {
			(*onHold)(until)
			*onHold = nil
		}
		if err := Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func (p *Pacer) heldUntil(host string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.host(host).held
}

func (p *Pacer) limiter(host string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.host(host).limiter
}

// host returns what is known of a host; p.mu is held.
func (p *Pacer) host(name string) *host {
	h, ok := p.hosts[name]
	if !ok {
		h = &host{}
		if p.limit > 0 {
			h.limiter = rate.NewLimiter(p.limit, p.burst)
		}
		p.hosts[name] = h
	}
	return h
}
