// A Go library of clocks on standard input and output: this file keeps the replicas and messages, the library does the
// rest.
//
// An adapter fills in a Library for each kind, with what the library has, and calls Serve. What it leaves out is
// answered "unsupported". A panic of the library is answered as an error.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Library is what one kind of a library offers, with states R of replicas and messages M.
type Library[R, M any] struct {
	New       func(replica string) R
	Tick      func(R, string) R
	Send      func(R) M // on a vector clock, an event
	Stamp     func(R) M
	Receive   func(R, M) R
	Compare   func(x, y M) string
	Entries   func(R) map[string]uint64
	Construct func(map[string]uint64) M
	Encode    func(M) []byte
	Decode    func([]byte) (M, error)
}

// Request is a request of the protocol.
type Request struct {
	ID                                                 int64
	Op, Kind, Replica, Message, Left, Right, As, Bytes string
	Replicas                                           []string
	Entries                                            map[string]json.RawMessage
	Delta                                              bool
	Requests                                           []Request
	Times                                              int
}

// Session answers the requests of one history.
type Session interface {
	Answer(Request) any
}

type unsupported struct{}

type refusal struct{ code, text string }

type table[R, M any] struct {
	library  Library[R, M]
	replicas map[string]R
	messages map[string]M
}

// Open returns a function that begins a history on a library.
func Open[R, M any](library Library[R, M]) func([]string) Session {
	return func(names []string) Session {
		opened := &table[R, M]{library, map[string]R{}, map[string]M{}}
		for _, name := range names {
			opened.replicas[name] = library.New(name)
		}
		return opened
	}
}

func found[T any](things map[string]T, name string) T {
	thing, is := things[name]
	if !is {
		panic(fmt.Sprintf("nothing is named %q", name))
	}
	return thing
}

func (t *table[R, M]) keep(name string, message M) any {
	t.messages[name] = message
	if t.library.Encode == nil {
		return nil
	}
	return map[string]string{"bytes": base64.StdEncoding.EncodeToString(t.library.Encode(message))}
}

func (t *table[R, M]) decode(bytes []byte, name string) any {
	message, why := t.library.Decode(bytes)
	if why != nil {
		return refusal{"malformed", why.Error()}
	}
	t.messages[name] = message
	return nil
}

// Answer returns the result of a request.
func (t *table[R, M]) Answer(asked Request) any {
	library := t.library
	switch {
	case asked.Op == "event":
		t.replicas[asked.Replica] = library.Tick(found(t.replicas, asked.Replica), asked.Replica)
	case asked.Op == "receive":
		state := library.Receive(found(t.replicas, asked.Replica), found(t.messages, asked.Message))
		t.replicas[asked.Replica] = state
	case asked.Op == "send" && !asked.Delta:
		return t.keep(asked.Message, library.Send(found(t.replicas, asked.Replica)))
	case asked.Op == "stamp":
		return t.keep(asked.Message, library.Stamp(found(t.replicas, asked.Replica)))
	case asked.Op == "compare" && library.Compare != nil:
		return library.Compare(found(t.messages, asked.Left), found(t.messages, asked.Right))
	case asked.Op == "entries" && library.Entries != nil:
		held := map[string]string{}
		for name, count := range library.Entries(found(t.replicas, asked.Replica)) {
			held[name] = strconv.FormatUint(count, 10)
		}
		return held
	case asked.Op == "construct" && library.Construct != nil:
		counts := map[string]uint64{}
		for name, count := range asked.Entries {
			held, why := strconv.ParseUint(strings.Trim(string(count), `"`), 10, 64)
			if why != nil {
				return refusal{"overflow", why.Error()}
			}
			counts[name] = held
		}
		t.messages[asked.Message] = library.Construct(counts)
	case asked.Op == "recode" && library.Decode != nil:
		return t.decode(library.Encode(found(t.messages, asked.Message)), asked.As)
	case asked.Op == "load" && library.Decode != nil:
		bytes, why := base64.StdEncoding.DecodeString(asked.Bytes)
		if why != nil {
			return refusal{"malformed", why.Error()}
		}
		return t.decode(bytes, asked.Message)
	default:
		return unsupported{}
	}
	return nil
}

// Serve answers requests until bye or the end of the input; kinds gives the beginning of a history of each kind.
func Serve(hello string, kinds map[string]func([]string) Session) {
	lines, answers := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	var session Session
	result := func(asked Request) any {
		switch asked.Op {
		case "hello":
			return json.RawMessage(hello)
		case "bye":
			return nil
		case "open":
			session = nil
			open, is := kinds[asked.Kind]
			if !is {
				return unsupported{}
			}
			session = open(asked.Replicas)
			return nil
		}
		if session == nil {
			return unsupported{}
		}
		return session.Answer(asked)
	}
	for {
		var asked Request
		if lines.Decode(&asked) != nil {
			return
		}
		given := answer(result, asked)
		if asked.Op == "repeat" {
			given = repeat(result, asked)
		}
		if answers.Encode(given) != nil || asked.Op == "bye" {
			return
		}
	}
}

func answer(result func(Request) any, asked Request) (given map[string]any) {
	defer func() {
		if why := recover(); why != nil {
			given = map[string]any{"id": asked.ID, "error": fmt.Sprint(why)}
		}
	}()
	switch made := result(asked).(type) {
	case unsupported:
		return map[string]any{"id": asked.ID, "unsupported": true}
	case refusal:
		return map[string]any{"id": asked.ID, "reject": made.code, "text": made.text}
	default:
		return map[string]any{"id": asked.ID, "ok": made}
	}
}

// repeat answers requests again and again, for a measurement: how long that took, and how many of the answers are ok.
// It is no verb of the protocol.
func repeat(result func(Request) any, asked Request) map[string]any {
	done, begun := 0, time.Now()
	for turn := 0; turn < asked.Times; turn++ {
		for _, each := range asked.Requests {
			if _, is := answer(result, each)["ok"]; is {
				done++
			}
		}
	}
	measured := map[string]any{"nanoseconds": time.Since(begun).Nanoseconds(), "done": done}
	return map[string]any{"id": asked.ID, "ok": measured}
}
