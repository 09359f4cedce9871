package main

// The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"reflect"
)

// Request has the fields that the protocol lists for its verb.
type Request struct {
	ID       int64           `json:"id"`
	Op       string          `json:"op"`
	Kind     string          `json:"kind"`
	Replicas []string        `json:"replicas"`
	Replica  string          `json:"replica"`
	Message  string          `json:"message"`
	Messages []string        `json:"messages"`
	By       json.RawMessage `json:"by"`
	Delta    bool            `json:"delta"`
	Left     string          `json:"left"`
	Right    string          `json:"right"`
	Entries  json.RawMessage `json:"entries"`
	Bytes    string          `json:"bytes"`
	As       string          `json:"as"`
}

// Reject says that the library refuses by contract; it is one of the codes that the protocol lists.
type Reject string

func (code Reject) Error() string { return string(code) }

// Unsupported says that the adapter does not know a verb.
var Unsupported = errors.New("unsupported")

// Amount returns the amount of an increment or a decrement. An int64 holds no fraction, so one is refused here: if your
// library takes a float64, pass request.By on, so that the library refuses it.
func (request Request) Amount() (int64, error) {
	if len(request.By) == 0 {
		return 1, nil
	}
	return whole(request.By)
}

// Counts returns the entries of a construct: the count of each replica.
func (request Request) Counts() (map[string]int64, error) {
	held := map[string]json.RawMessage{}
	if err := json.Unmarshal(request.Entries, &held); err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for replica, text := range held {
		count, err := whole(text)
		if err != nil {
			return nil, err
		}
		counts[replica] = count
	}
	return counts, nil
}

// whole returns a whole number; it is a string beyond 2^53 - 1.
func whole(written json.RawMessage) (int64, error) {
	text := string(written)
	if text[0] == '"' {
		if err := json.Unmarshal(written, &text); err != nil {
			return 0, err
		}
	}
	by, ok := new(big.Int).SetString(text, 10)
	switch {
	case !ok:
		return 0, Reject("not-an-integer")
	case !by.IsInt64():
		return 0, Reject("overflow")
	}
	return by.Int64(), nil
}

// portable returns a result with whole numbers as they travel: as strings beyond 2^53 - 1.
func portable(result any) any {
	held := reflect.ValueOf(result)
	switch held.Kind() {
	case reflect.Int, reflect.Int64:
		if number := held.Int(); number > 1<<53-1 || number < -(1<<53-1) {
			return fmt.Sprint(number)
		}
	case reflect.Map:
		portables := map[string]any{}
		for _, key := range held.MapKeys() {
			portables[key.String()] = portable(held.MapIndex(key).Interface())
		}
		return portables
	case reflect.Array, reflect.Slice:
		portables := make([]any, held.Len())
		for place := range portables {
			portables[place] = portable(held.Index(place).Interface())
		}
		return portables
	}
	return result
}

func line(request Request) (answered map[string]any) {
	defer func() {
		if failure := recover(); failure != nil {
			answered = map[string]any{"id": request.ID, "error": fmt.Sprint(failure)}
		}
	}()
	if request.Op == "bye" {
		return map[string]any{"id": request.ID, "ok": nil}
	}
	if request.Delta {
		return map[string]any{"id": request.ID, "unsupported": true}
	}
	result, err := answer(request)
	var code Reject
	switch {
	case errors.As(err, &code):
		return map[string]any{"id": request.ID, "reject": string(code)}
	case errors.Is(err, Unsupported):
		return map[string]any{"id": request.ID, "unsupported": true}
	case err != nil:
		return map[string]any{"id": request.ID, "error": err.Error()}
	}
	return map[string]any{"id": request.ID, "ok": portable(result)}
}

func main() {
	output := os.Stdout
	os.Stdout = os.Stderr // whatever a library prints goes to standard error
	input := bufio.NewReader(os.Stdin)
	for {
		text, err := input.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var request Request
		if err := json.Unmarshal(text, &request); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		written, _ := json.Marshal(line(request))
		output.Write(append(written, '\n'))
		if request.Op == "bye" {
			return
		}
	}
}
