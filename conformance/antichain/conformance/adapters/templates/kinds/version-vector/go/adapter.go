package main

// The part to edit: how the library under test answers each request.

var hello = map[string]any{
	"protocol": 1, "name": "my-clock", "version": "0.1.0", "language": "go",
	"kinds": map[string]any{
		"version-vector": map[string]any{
			"entries": true, "construct": true, "max": "9223372036854775807", "overflow": "unspecified",
		},
	},
}

var replicas, messages map[string]Clock // Clock is a stand-in: import your library in its place

// answer returns the result of one request; nil becomes null.
func answer(request Request) (any, error) {
	switch request.Op {
	case "hello":
		return hello, nil
	case "open": // forgets everything
		replicas, messages = map[string]Clock{}, map[string]Clock{}
		for _, replica := range request.Replicas {
			replicas[replica] = Clock{}
		}
		return nil, nil
	case "event":
		replicas[request.Replica] = replicas[request.Replica].Tick(request.Replica)
		return nil, nil
	case "send", "stamp": // a vector clock ticks before it sends; a version vector does not
		messages[request.Message] = replicas[request.Replica] // if states change in place, this must be a copy
		return nil, nil
	case "receive": // a vector clock ticks after the merge; a version vector does not
		replicas[request.Replica] = replicas[request.Replica].Merge(messages[request.Message])
		return nil, nil
	case "compare":
		return order(messages[request.Left], messages[request.Right]), nil
	case "entries":
		return replicas[request.Replica], nil
	case "construct":
		counts, err := request.Counts()
		messages[request.Message] = counts
		return nil, err
	}
	return nil, Unsupported
}

func order(left, right Clock) string {
	switch above, below := left.Knows(right), right.Knows(left); {
	case above && below:
		return "equal"
	case above:
		return "after"
	case below:
		return "before"
	}
	return "concurrent"
}
