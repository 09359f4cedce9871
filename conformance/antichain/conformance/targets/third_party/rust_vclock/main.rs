//! The adapter of `vclock`: its vector clock without events of sending.
//!
//! The library documents that a key which was updated once holds 0: an entry is one more than the number it holds.

mod adapter;

use adapter::{amount, entries, serve, session, word, Answer, Library};
use serde_json::{json, Map, Value};
use std::collections::HashMap;
use vclock::VClock;

struct Clocks;

impl Library for Clocks {
    type State = VClock<String, u64>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        VClock::default()
    }
    fn tick(&self, clock: &mut Self::State, replica: &str) -> Answer<()> {
        clock.incr(&replica.to_string());
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs);
        Ok(())
    }
    fn entries(&self, clock: &Self::State) -> Answer<Value> {
        let held = HashMap::from(clock.clone());
        Ok(entries(held.iter().map(|(key, last)| (key, u128::from(*last) + 1))))
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(word(x.partial_cmp(y)))
    }
    fn construct(&self, counts: &Map<String, Value>) -> Answer<Self::State> {
        let mut held = HashMap::new();
        for (key, count) in counts {
            if let Some(last) = amount::<u64>(count)?.checked_sub(1) {
                held.insert(key.clone(), last);
            }
        }
        Ok(VClock::from(held))
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "rust-vclock", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://gitlab.com/liberecofr/vclock",
        "kinds": {"version-vector": {
            "entries": true, "construct": true, "max": u64::MAX.to_string(), "overflow": "unspecified",
        }},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Clocks) } else { None });
}
