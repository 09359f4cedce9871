//go:build ignore

// Two logs without files begin; one of them logs an event. Its clock is compared with that of the other.
package main

import (
	"fmt"

	"github.com/DistributedClocks/GoVector/govec"
	"github.com/DistributedClocks/GoVector/govec/vclock"
)

func main() {
	config := govec.GetDefaultConfig()
	config.LogToFile = false
	idle, busy := govec.InitGoVector("idle", "", config), govec.InitGoVector("busy", "", config)
	busy.LogLocalEvent("event", govec.GetDefaultLogOptions())
	if idle.GetCurrentVC().Compare(busy.GetCurrentVC(), vclock.Descendant) {
		fmt.Println("descendant")
	} else if idle.GetCurrentVC().Compare(busy.GetCurrentVC(), vclock.Concurrent) {
		fmt.Println("concurrent")
	}
}
