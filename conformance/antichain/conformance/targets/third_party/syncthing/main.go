// The adapter of syncthing's version vector, in lib/protocol.
//
// A device has a 64-bit id. An update goes to the next number or to the time in seconds, whichever is larger. The two
// kinds of concurrent order vectors for sorting alone.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/syncthing/syncthing/lib/protocol"
)

const hello = `{"protocol": 1, "name": "syncthing", "version": "@VERSION@", "language": "go",
 "homepage": "https://github.com/syncthing/syncthing", "kinds": {"version-vector": {
  "entries": true, "construct": true, "step": "increasing", "ids": "integer", "ids_max": "18446744073709551615",
  "max": "18446744073709551615", "overflow": "reject"}}}`

type request struct {
	ID                                      int64
	Op, Kind, Replica, Message, Left, Right string
	Replicas                                []string
	Entries                                 map[string]json.RawMessage
	Delta                                   bool
	Requests                                []request
	Times                                   int
}

var words = map[protocol.Ordering]string{
	protocol.Equal: "equal", protocol.Lesser: "before", protocol.Greater: "after",
	protocol.ConcurrentLesser: "concurrent", protocol.ConcurrentGreater: "concurrent",
}

// The replicas and messages of a history. Update and Merge may change their vector in place, so messages are copies.
var replicas, messages map[string]protocol.Vector

type unsupported struct{}

func number(text string) uint64 {
	parsed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return parsed
}

func found(vectors map[string]protocol.Vector, name string) protocol.Vector {
	vector, is := vectors[name]
	if !is {
		panic(fmt.Sprintf("nothing is named %q", name))
	}
	return vector
}

func result(asked request) any {
	switch asked.Op {
	case "hello":
		return json.RawMessage(hello)
	case "bye":
	case "open":
		if asked.Kind != "version-vector" {
			return unsupported{}
		}
		replicas, messages = map[string]protocol.Vector{}, map[string]protocol.Vector{}
		for _, name := range asked.Replicas {
			replicas[name] = protocol.Vector{}
		}
	case "event":
		replicas[asked.Replica] = found(replicas, asked.Replica).Update(protocol.ShortID(number(asked.Replica)))
	case "receive":
		replicas[asked.Replica] = found(replicas, asked.Replica).Merge(found(messages, asked.Message))
	case "send", "stamp":
		if asked.Delta {
			return unsupported{}
		}
		messages[asked.Message] = found(replicas, asked.Replica).Copy()
	case "compare":
		return words[found(messages, asked.Left).Compare(found(messages, asked.Right))]
	case "entries":
		held := map[string]string{}
		for _, counter := range found(replicas, asked.Replica).Counters {
			held[strconv.FormatUint(uint64(counter.ID), 10)] = strconv.FormatUint(counter.Value, 10)
		}
		return held
	case "construct":
		vector := protocol.Vector{}
		for name, count := range asked.Entries {
			one := protocol.Counter{
				ID: protocol.ShortID(number(name)), Value: number(strings.Trim(string(count), `"`)),
			}
			vector = vector.Merge(protocol.Vector{Counters: []protocol.Counter{one}})
		}
		messages[asked.Message] = vector
	default:
		return unsupported{}
	}
	return nil
}

func answer(asked request) (given map[string]any) {
	defer func() {
		if why := recover(); why != nil {
			given = map[string]any{"id": asked.ID, "error": fmt.Sprint(why)}
		}
	}()
	made := result(asked)
	if made == (unsupported{}) {
		return map[string]any{"id": asked.ID, "unsupported": true}
	}
	return map[string]any{"id": asked.ID, "ok": made}
}

// repeat answers requests again and again, for a measurement: how long that took, and how many of the answers are ok.
// It is no verb of the protocol.
func repeat(asked request) map[string]any {
	done, begun := 0, time.Now()
	for turn := 0; turn < asked.Times; turn++ {
		for _, each := range asked.Requests {
			if _, is := answer(each)["ok"]; is {
				done++
			}
		}
	}
	measured := map[string]any{"nanoseconds": time.Since(begun).Nanoseconds(), "done": done}
	return map[string]any{"id": asked.ID, "ok": measured}
}

func main() {
	lines, answers := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var asked request
		if lines.Decode(&asked) != nil {
			return
		}
		answered := answer
		if asked.Op == "repeat" {
			answered = repeat
		}
		if answers.Encode(answered(asked)) != nil || asked.Op == "bye" {
			return
		}
	}
}
