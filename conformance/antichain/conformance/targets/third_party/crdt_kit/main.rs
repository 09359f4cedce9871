//! The adapter of `crdt-kit`: its G-Counter, with deltas.
//!
//! Replicas have a `u64` as their id. The PN-Counter is left out: it counts by one only.

mod adapter;

use adapter::{amount, failed, serve, session, whole, Answer, Library};
use crdt_kit::{Crdt, DeltaCrdt, GCounter, GCounterDelta};
use serde_json::{from_str, json, to_string, Value};

#[derive(Clone)]
enum State {
    /// A counter, and its copy at the last delta.
    Whole(GCounter, GCounter),
    Delta(GCounterDelta),
}
use State::{Delta, Whole};

struct GCounters;

impl Library for GCounters {
    type State = State;

    fn create(&self, replica: &str, _: usize, _: usize) -> Self::State {
        let id = replica.parse().expect("an id");
        Whole(GCounter::new(id), GCounter::new(id))
    }
    fn increment(&self, state: &mut Self::State, _: &str, by: &Value) -> Answer<()> {
        if let Whole(counter, _) = state {
            counter.increment_by(amount(by)?);
        }
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        match (mine, theirs) {
            (Whole(counter, _), Whole(other, _)) => counter.merge(other),
            (Whole(counter, _), Delta(delta)) => counter.apply_delta(delta),
            (Delta(_), _) => unreachable!("a replica is a counter"),
        }
        Ok(())
    }
    fn delta(&self, state: &mut Self::State) -> Answer<Self::State> {
        let Whole(counter, sent) = state else { unreachable!("a replica is a counter") };
        let delta = counter.delta(sent);
        *sent = counter.clone();
        Ok(Delta(delta))
    }
    fn value(&self, state: &Self::State) -> Answer<Value> {
        let Whole(counter, _) = state else { unreachable!("a replica is a counter") };
        Ok(whole(counter.value()))
    }
    fn encode(&self, state: &Self::State) -> Answer<String> {
        match state {
            Whole(counter, _) => to_string(&(Some(counter), None::<GCounterDelta>)),
            Delta(delta) => to_string(&(None::<GCounter>, Some(delta))),
        }
        .or_else(failed)
    }
    fn decode(&self, bytes: &str) -> Answer<Self::State> {
        match from_str(bytes).or_else(failed)? {
            (Some(counter), None::<GCounterDelta>) => Ok(Whole(GCounter::clone(&counter), counter)),
            (None, Some(delta)) => Ok(Delta(delta)),
            _ => failed("neither a counter nor a delta"),
        }
    }
}

fn main() {
    let max = u64::MAX.to_string();
    let hello = json!({
        "protocol": 1, "name": "crdt-kit", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/crdt-kit/crdt-kit",
        "kinds": {"g-counter": {
            "wire": true, "delta": "any-order", "max": max, "overflow": "reject", "ids": "integer", "ids_max": max,
        }},
    });
    serve(hello, |kind| if kind == "g-counter" { session(GCounters) } else { None });
}
