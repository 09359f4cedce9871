//! The adapter of `euklid`: its vector clock without events of sending, and its G-Counter.
//!
//! Counts are `u64`, so amounts beyond that cannot be given to the library.

mod adapter;

use adapter::{amount, entries, serve, session, whole, word, Answer, Library};
use euklid::{CmRDT, CvRDT, Dot, GCounter, VClock};
use serde_json::{json, Map, Value};

struct Clocks;

impl Library for Clocks {
    type State = VClock<String>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        VClock::new()
    }
    fn tick(&self, clock: &mut Self::State, replica: &str) -> Answer<()> {
        clock.apply(clock.inc_op(replica.to_string()));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn entries(&self, clock: &Self::State) -> Answer<Value> {
        Ok(entries(clock.iter().map(|dot| (dot.actor, dot.counter))))
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(word(x.partial_cmp(y)))
    }
    fn construct(&self, counts: &Map<String, Value>) -> Answer<Self::State> {
        counts.iter().map(|(actor, count)| Ok(Dot::new(actor.clone(), amount(count)?))).collect()
    }
}

struct GCounters;

impl Library for GCounters {
    type State = GCounter<String>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        GCounter::new()
    }
    fn increment(&self, counter: &mut Self::State, replica: &str, by: &Value) -> Answer<()> {
        counter.apply(counter.step_op(replica.to_string(), amount(by)?));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn value(&self, counter: &Self::State) -> Answer<Value> {
        Ok(whole(counter.counter()))
    }
}

fn main() {
    let max = u64::MAX.to_string();
    let hello = json!({
        "protocol": 1, "name": "euklid", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/veminovici/euklid",
        "kinds": {
            "version-vector": {"entries": true, "construct": true, "max": max, "overflow": "unspecified"},
            "g-counter": {"max": max, "overflow": "reject"},
        },
    });
    serve(hello, |kind| match kind {
        "version-vector" => session(Clocks),
        "g-counter" => session(GCounters),
        _ => None,
    });
}
