//! The part to edit: how the library under test answers each request.

mod clock; // a stand-in: use your library in its place
mod protocol;

use clock::Clock;
use protocol::{entries, find, serve, Adapter, Refusal, Request, Result};
use serde_json::{json, Value};
use std::cmp::Ordering;
use std::collections::HashMap;

#[derive(Default)]
struct Clocks {
    replicas: HashMap<String, Clock>,
    messages: HashMap<String, Clock>,
}

impl Adapter for Clocks {
    /// Return the result of one request.
    fn answer(&mut self, request: &Request) -> Result<Value> {
        let claims = json!({"entries": true, "construct": true, "max": u64::MAX.to_string(), "overflow": "unspecified"});
        match request.op() {
            "hello" => return Ok(json!({
                "protocol": 1, "name": "my-clock", "version": "0.1.0", "language": "rust",
                "kinds": {"version-vector": claims},
            })),
            "open" => {
                *self = Clocks::default(); // forgets everything
                self.replicas = request.replicas().map(|replica| (replica, Clock::default())).collect();
            }
            "event" => find(&mut self.replicas, request.text("replica")?)?.tick(request.text("replica")?),
            // A vector clock ticks before it sends; a version vector does not. A message is a copy.
            "send" | "stamp" => {
                let copy = find(&mut self.replicas, request.text("replica")?)?.clone();
                self.messages.insert(request.text("message")?.to_string(), copy);
            }
            // A vector clock ticks after the merge; a version vector does not.
            "receive" => find(&mut self.replicas, request.text("replica")?)?
                .merge(find(&mut self.messages, request.text("message")?)?),
            "compare" => {
                let left = find(&mut self.messages, request.text("left")?)?.clone();
                let order = left.partial_cmp(find(&mut self.messages, request.text("right")?)?);
                return Ok(json!(word(order)));
            }
            "entries" => return Ok(entries(find(&mut self.replicas, request.text("replica")?)?.counts())),
            "construct" => {
                self.messages.insert(request.text("message")?.to_string(), Clock::of(request.counts()?));
            }
            _ => return Err(Refusal::Unsupported),
        }
        Ok(Value::Null)
    }
}

fn word(order: Option<Ordering>) -> &'static str {
    order.map_or("concurrent", |order| ["before", "equal", "after"][(order as i8 + 1) as usize])
}

fn main() { serve(Clocks::default()); }
