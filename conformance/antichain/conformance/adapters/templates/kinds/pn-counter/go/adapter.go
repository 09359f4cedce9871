package main

// The part to edit: how the library under test answers each request.

var hello = map[string]any{
	"protocol": 1, "name": "my-counter", "version": "0.1.0", "language": "go",
	"kinds": map[string]any{
		"pn-counter": map[string]any{"entries": true, "max": "9223372036854775807", "overflow": "unspecified"},
	},
}

var replicas, messages map[string]Counter // Counter is a stand-in: import your library in its place

// answer returns the result of one request; nil becomes null.
func answer(request Request) (any, error) {
	switch request.Op {
	case "hello":
		return hello, nil
	case "open": // forgets everything
		replicas, messages = map[string]Counter{}, map[string]Counter{}
		for _, replica := range request.Replicas {
			replicas[replica] = Counter{}
		}
		return nil, nil
	case "increment":
		return nil, update(request, Counter.Increment)
	case "decrement":
		return nil, update(request, Counter.Decrement)
	case "value":
		return replicas[request.Replica].Value(), nil
	case "send": // if states change in place, a message must be a copy
		messages[request.Message] = replicas[request.Replica]
		return nil, nil
	case "receive":
		replicas[request.Replica] = replicas[request.Replica].Merge(messages[request.Message])
		return nil, nil
	case "entries": // for each replica, the pair of what it added and what it took away
		return replicas[request.Replica], nil
	}
	return nil, Unsupported
}

// update replaces the state of a replica, unless the library refuses the change.
func update(request Request, change func(Counter, string, int64) (Counter, error)) error {
	by, err := request.Amount()
	if err != nil {
		return err
	}
	changed, err := change(replicas[request.Replica], request.Replica, by)
	if err == errNegative {
		return Reject("negative")
	}
	if err == nil {
		replicas[request.Replica] = changed
	}
	return err
}
