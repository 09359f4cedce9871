//! The adapter of `vectorclock-rs`: its vector clock without events of sending.

mod adapter;

use adapter::{failed, serve, session, Answer, Library};
use serde_json::json;
use std::rc::Rc;
use vectorclock::VectorClock;

struct Clocks;

impl Library for Clocks {
    // A clock is never changed in place, and it has no clone.
    type State = Rc<VectorClock<String>>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        Rc::new(VectorClock::new())
    }
    fn tick(&self, clock: &mut Self::State, replica: &str) -> Answer<()> {
        *clock = Rc::new(clock.incremented(replica.to_string()));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        *mine = Rc::new(mine.merge_with(theirs));
        Ok(())
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        // The package does not export the type of the relation, but prints its name.
        match format!("{:?}", x.temporal_relation(y)).as_str() {
            "Equal" => Ok("equal"),
            "Caused" => Ok("before"),
            "EffectOf" => Ok("after"),
            "Concurrent" => Ok("concurrent"),
            other => failed(other),
        }
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "vectorclock-rs", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/mhallin/vectorclock-rs", "kinds": {"version-vector": {}},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Clocks) } else { None });
}
