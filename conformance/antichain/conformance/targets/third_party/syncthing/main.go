// The adapter of syncthing's version vector, in lib/protocol.
//
// A device has a 64-bit id. An update goes to the next number or to the time in seconds, whichever is larger. The two
// kinds of concurrent order vectors for sorting alone.
package main

import (
	"strconv"

	"github.com/syncthing/syncthing/lib/protocol"
)

const hello = `{"protocol": 1, "name": "syncthing", "version": "@VERSION@", "language": "go",
 "homepage": "https://github.com/syncthing/syncthing", "kinds": {"version-vector": {
  "entries": true, "construct": true, "step": "increasing", "ids": "integer", "ids_max": "18446744073709551615",
  "max": "18446744073709551615", "overflow": "unspecified"}}}`

var words = map[protocol.Ordering]string{
	protocol.Equal: "equal", protocol.Lesser: "before", protocol.Greater: "after",
	protocol.ConcurrentLesser: "concurrent", protocol.ConcurrentGreater: "concurrent",
}

func id(replica string) protocol.ShortID {
	number, why := strconv.ParseUint(replica, 10, 64)
	if why != nil {
		panic(why)
	}
	return protocol.ShortID(number)
}

func entries(vector protocol.Vector) map[string]uint64 {
	held := map[string]uint64{}
	for _, counter := range vector.Counters {
		held[strconv.FormatUint(uint64(counter.ID), 10)] = counter.Value
	}
	return held
}

func construct(counts map[string]uint64) protocol.Vector {
	vector := protocol.Vector{}
	for name, count := range counts {
		one := protocol.Counter{ID: id(name), Value: count}
		vector = vector.Merge(protocol.Vector{Counters: []protocol.Counter{one}})
	}
	return vector
}

func main() {
	Serve(hello, map[string]func([]string) Session{"version-vector": Open(Library[protocol.Vector, protocol.Vector]{
		New:  func(string) protocol.Vector { return protocol.Vector{} },
		Tick: func(vector protocol.Vector, replica string) protocol.Vector { return vector.Update(id(replica)) },
		// Update and Merge may change their vector in place, so messages are copies.
		Send:      protocol.Vector.Copy,
		Stamp:     protocol.Vector.Copy,
		Receive:   protocol.Vector.Merge,
		Compare:   func(x, y protocol.Vector) string { return words[x.Compare(y)] },
		Entries:   entries,
		Construct: construct,
	})})
}
