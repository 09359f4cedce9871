//! The adapter of `crdts`: its vector clock without events of sending, its G-Counter and its PN-Counter.
//!
//! Counts are `u64`, so amounts beyond that cannot be given to the library.

mod adapter;

use adapter::{amount, entries, failed, serve, session, whole, word, Answer, Library};
use crdts::{CmRDT, CvRDT, Dot, GCounter, PNCounter, VClock};
use serde_json::{from_str, json, to_string, Map, Value};

struct Clocks;

impl Library for Clocks {
    type State = VClock<String>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        VClock::new()
    }
    fn tick(&self, clock: &mut Self::State, replica: &str) -> Answer<()> {
        clock.apply(clock.inc(replica.to_string()));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn entries(&self, clock: &Self::State) -> Answer<Value> {
        Ok(entries(&clock.dots))
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(word(x.partial_cmp(y)))
    }
    fn construct(&self, counts: &Map<String, Value>) -> Answer<Self::State> {
        counts.iter().map(|(actor, count)| Ok(Dot::new(actor.clone(), amount(count)?))).collect()
    }
    fn encode(&self, clock: &Self::State) -> Answer<String> {
        to_string(clock).or_else(failed)
    }
    fn decode(&self, bytes: &str) -> Answer<Self::State> {
        from_str(bytes).or_else(failed)
    }
}

struct GCounters;

impl Library for GCounters {
    type State = GCounter<String>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        GCounter::new()
    }
    fn increment(&self, counter: &mut Self::State, replica: &str, by: &Value) -> Answer<()> {
        counter.apply(counter.inc_many(replica.to_string(), amount(by)?));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn value(&self, counter: &Self::State) -> Answer<Value> {
        Ok(whole(counter.read()))
    }
    fn encode(&self, counter: &Self::State) -> Answer<String> {
        to_string(counter).or_else(failed)
    }
    fn decode(&self, bytes: &str) -> Answer<Self::State> {
        from_str(bytes).or_else(failed)
    }
}

struct PNCounters;

impl Library for PNCounters {
    type State = PNCounter<String>;

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        PNCounter::new()
    }
    fn increment(&self, counter: &mut Self::State, replica: &str, by: &Value) -> Answer<()> {
        counter.apply(counter.inc_many(replica.to_string(), amount(by)?));
        Ok(())
    }
    fn decrement(&self, counter: &mut Self::State, replica: &str, by: &Value) -> Answer<()> {
        counter.apply(counter.dec_many(replica.to_string(), amount(by)?));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn value(&self, counter: &Self::State) -> Answer<Value> {
        Ok(whole(counter.read()))
    }
    fn encode(&self, counter: &Self::State) -> Answer<String> {
        to_string(counter).or_else(failed)
    }
    fn decode(&self, bytes: &str) -> Answer<Self::State> {
        from_str(bytes).or_else(failed)
    }
}

fn main() {
    let max = u64::MAX.to_string();
    let hello = json!({
        "protocol": 1, "name": "rust-crdts", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/rust-crdt/rust-crdt",
        "kinds": {
            "version-vector": {"entries": true, "construct": true, "wire": true, "max": max, "overflow": "unspecified"},
            "g-counter": {"wire": true, "max": max, "overflow": "reject"},
            "pn-counter": {"wire": true, "max": max, "overflow": "reject"},
        },
    });
    serve(hello, |kind| match kind {
        "version-vector" => session(Clocks),
        "g-counter" => session(GCounters),
        "pn-counter" => session(PNCounters),
        _ => None,
    });
}
