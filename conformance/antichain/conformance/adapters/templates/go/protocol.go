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

// Amount returns the amount of an increment or a decrement; numbers beyond 2^53 - 1 arrive as strings.
func (request Request) Amount() (int64, error) {
	if len(request.By) == 0 {
		return 1, nil
	}
	text := string(request.By)
	if text[0] == '"' {
		if err := json.Unmarshal(request.By, &text); err != nil {
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
		whole := map[string]any{}
		for _, key := range held.MapKeys() {
			whole[key.String()] = portable(held.MapIndex(key).Interface())
		}
		return whole
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
