//! The adapter of `vector_clock`: vector clocks over indices, without events of sending.
//!
//! The caller gives each replica an index: here, its place in the list of replicas.

mod adapter;

use adapter::{serve, session, word, Answer, Library};
use serde_json::json;
use vector_clock::VectorClock;

struct Clocks;

impl Library for Clocks {
    type State = (VectorClock, usize);

    fn create(&self, _: &str, index: usize, _: usize) -> Self::State {
        (VectorClock::new(), index)
    }
    fn tick(&self, (clock, index): &mut Self::State, _: &str) -> Answer<()> {
        clock.increment(*index);
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.0.merge_in(&theirs.0);
        Ok(())
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(word(x.0.partial_cmp(&y.0)))
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "rust-vector-clock", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://docs.rs/vector_clock", "kinds": {"version-vector": {}},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Clocks) } else { None });
}
