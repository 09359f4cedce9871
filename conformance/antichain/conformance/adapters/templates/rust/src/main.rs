//! The part to edit: how the library under test answers each request.

mod counter; // a stand-in: use your library in its place
mod protocol;

use counter::{Counter, CounterError};
use protocol::{entries, find, serve, whole, Adapter, Refusal, Request, Result};
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
                "kinds": {"g-counter": {"entries": true, "max": u64::MAX.to_string(), "overflow": "reject"}},
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
            "increment" => state.increment(replica, request.amount()?).map_err(refusal)?,
            "value" => return Ok(whole(state.value())),
            "send" => {
                // A message is a copy: later updates of the replica must not change it.
                self.messages.insert(request.text("message")?.to_string(), state.clone());
            }
            "receive" => state.merge(find(&mut self.messages, request.text("message")?)?).map_err(refusal)?,
            "entries" => return Ok(entries(state.counts())),
            _ => return Err(Refusal::Unsupported),
        }
        Ok(Value::Null)
    }
}

fn refusal(error: CounterError) -> Refusal {
    match error {
        CounterError::Overflow => Refusal::Reject("overflow"),
    }
}

fn main() {
    serve(Counters::default());
}
