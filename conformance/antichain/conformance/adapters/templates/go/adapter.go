package main

// The part to edit: how the library under test answers each request.

var hello = map[string]any{
	"protocol": 1, "name": "my-counter", "version": "0.1.0", "language": "go",
	"kinds": map[string]any{
		"g-counter": map[string]any{"entries": true, "max": "9223372036854775807", "overflow": "reject"},
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
		by, err := request.Amount()
		if err != nil {
			return nil, err
		}
		return nil, keep(request.Replica)(replicas[request.Replica].Increment(request.Replica, by))
	case "value":
		return replicas[request.Replica].Value(), nil
	case "send": // if states change in place, a message must be a copy
		messages[request.Message] = replicas[request.Replica]
		return nil, nil
	case "receive":
		return nil, keep(request.Replica)(replicas[request.Replica].Merge(messages[request.Message]))
	case "entries":
		return replicas[request.Replica], nil
	}
	return nil, Unsupported
}

// keep replaces the state of a replica, unless the library refused the change.
func keep(replica string) func(Counter, error) error {
	return func(changed Counter, err error) error {
		switch err {
		case errNegative:
			return Reject("negative")
		case errOverflow:
			return Reject("overflow")
		case nil:
			replicas[replica] = changed
		}
		return err
	}
}
