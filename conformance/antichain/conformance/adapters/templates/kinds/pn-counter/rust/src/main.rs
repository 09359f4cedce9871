//! The part to edit: how the library under test answers each request.

mod counter; // a stand-in: use your library in its place
mod protocol;

use counter::Counter;
use protocol::{find, pairs, serve, whole, Adapter, Refusal, Request, Result};
use serde_json::{json, Value};
use std::collections::HashMap;

#[derive(Default)]
struct Counters {
    replicas: HashMap<String, Counter>,
    messages: HashMap<String, Counter>,
}

impl Adapter for Counters {
    /// Return the result of one request.
    fn answer(&mut self, request: &Request) -> Result<Value> {
        if request.op() == "hello" {
            return Ok(json!({
                "protocol": 1, "name": "my-counter", "version": "0.1.0", "language": "rust",
                "kinds": {"pn-counter": {"entries": true, "max": i64::MAX.to_string(), "overflow": "unspecified"}},
            }));
        }
        if request.op() == "open" {
            *self = Counters::default(); // forgets everything
            self.replicas = request.replicas().map(|replica| (replica, Counter::default())).collect();
            return Ok(Value::Null);
        }
        let Ok(replica) = request.text("replica") else {
            return Err(Refusal::Unsupported);
        };
        let state = find(&mut self.replicas, replica)?;
        match request.op() {
            "increment" => state.increment(replica, request.amount()?),
            "decrement" => state.decrement(replica, request.amount()?),
            "value" => return Ok(whole(state.value())),
            "send" => {
                // A message is a copy: later updates of the replica must not change it.
                self.messages.insert(request.text("message")?.to_string(), state.clone());
            }
            "receive" => state.merge(find(&mut self.messages, request.text("message")?)?),
            "entries" => return Ok(pairs(state.counts())),
            _ => return Err(Refusal::Unsupported),
        }
        Ok(Value::Null)
    }
}

fn main() {
    serve(Counters::default());
}
