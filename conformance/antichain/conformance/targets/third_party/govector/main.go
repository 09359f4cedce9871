// The adapter of GoVector: its clock alone, and its log, whose sends and receives are events.
//
// A log has its first entry, "Initialization Complete", from its start.
package main

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/DistributedClocks/GoVector/govec"
	"github.com/DistributedClocks/GoVector/govec/vclock"
)

const hello = `{"protocol": 1, "name": "govector", "version": "@VERSION@", "language": "go",
 "homepage": "https://github.com/DistributedClocks/GoVector", "kinds": {
  "version-vector": {"entries": true, "construct": true, "wire": true, "resume": true,
   "max": "18446744073709551615", "overflow": "unspecified"},
  "vector-clock": {"birth": "entry"}}}`

// compare asks for each order in turn; the documentation says that equal clocks are concurrent as well.
func compare(x, y vclock.VClock) string {
	for _, order := range []struct {
		condition vclock.Condition
		word      string
	}{{vclock.Equal, "equal"}, {vclock.Descendant, "before"}, {vclock.Ancestor, "after"}, {vclock.Concurrent, "concurrent"}} {
		if x.Compare(y, order.condition) {
			return order.word
		}
	}
	return "unordered"
}

var clocks = Library[vclock.VClock, vclock.VClock]{
	New:     func(string) vclock.VClock { return vclock.New() },
	Tick:    func(clock vclock.VClock, replica string) vclock.VClock { clock.Tick(replica); return clock },
	Send:    vclock.VClock.Copy,
	Stamp:   vclock.VClock.Copy,
	Receive: func(mine, theirs vclock.VClock) vclock.VClock { mine.Merge(theirs); return mine },
	Compare: compare,
	Entries: func(clock vclock.VClock) map[string]uint64 { return clock.GetMap() },
	Construct: func(counts map[string]uint64) vclock.VClock {
		clock := vclock.New()
		for name, count := range counts {
			clock.Set(name, count)
		}
		return clock
	},
	Encode: vclock.VClock.Bytes,
	Decode: vclock.FromBytes,
}

// Message is what a log made for the network, and its clock at that moment, to be compared.
type Message struct {
	bytes []byte
	clock vclock.VClock
}

var options = govec.GetDefaultLogOptions()

func logs(folder string) Library[*govec.GoLog, Message] {
	made := 0
	return Library[*govec.GoLog, Message]{
		New: func(replica string) *govec.GoLog {
			made++
			config := govec.GetDefaultConfig()
			config.Buffered = true
			return govec.InitGoVector(replica, filepath.Join(folder, strconv.Itoa(made)), config)
		},
		Tick: func(log *govec.GoLog, _ string) *govec.GoLog { log.LogLocalEvent("event", options); return log },
		Send: func(log *govec.GoLog) Message {
			return Message{log.PrepareSend("send", "", options), log.GetCurrentVC().Copy()}
		},
		Stamp: func(log *govec.GoLog) Message { return Message{nil, log.GetCurrentVC().Copy()} },
		Receive: func(log *govec.GoLog, message Message) *govec.GoLog {
			var payload string
			log.UnpackReceive("receive", message.bytes, &payload, options)
			return log
		},
		Compare: func(x, y Message) string { return compare(x.clock, y.clock) },
	}
}

func main() {
	folder, why := os.MkdirTemp("", "govector")
	if why != nil {
		panic(why)
	}
	defer os.RemoveAll(folder)
	Serve(hello, map[string]func([]string) Session{"version-vector": Open(clocks), "vector-clock": Open(logs(folder))})
}
