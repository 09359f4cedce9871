//! The adapter of `crdt-sample`: its G-Counter and its PN-Counter, which count in the type that the caller chooses.
//!
//! The adapter chooses `i64`, as the library's own examples choose a signed type.

mod adapter;

use adapter::{amount, serve, session, whole, Answer, Library};
use crdt_sample::{GCounter, NodeId, PnCounter};
use serde_json::{json, Value};

fn node(replica: &str) -> NodeId {
    NodeId::new(1, replica.to_string())
}

/// Return a copy: the library's counters have no clone, and their fields are public.
fn copy(counter: &GCounter<i64>) -> GCounter<i64> {
    GCounter { id: counter.id.clone(), counter: counter.counter.clone(), default_value: counter.default_value }
}

struct G(GCounter<i64>);

impl Clone for G {
    fn clone(&self) -> Self {
        G(copy(&self.0))
    }
}

struct GCounters;

impl Library for GCounters {
    type State = G;

    fn create(&self, replica: &str, _: usize, _: usize) -> Self::State {
        G(GCounter::new(node(replica)))
    }
    fn increment(&self, counter: &mut Self::State, _: &str, by: &Value) -> Answer<()> {
        counter.0.inc(Some(amount(by)?));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.0.join(&theirs.0);
        Ok(())
    }
    fn value(&self, counter: &Self::State) -> Answer<Value> {
        Ok(whole(counter.0.read()))
    }
}

struct PN(PnCounter<i64>);

impl Clone for PN {
    fn clone(&self) -> Self {
        PN(PnCounter {
            id: self.0.id.clone(),
            pos_counter: copy(&self.0.pos_counter),
            neg_counter: copy(&self.0.neg_counter),
            default_value: self.0.default_value,
        })
    }
}

struct PNCounters;

impl Library for PNCounters {
    type State = PN;

    fn create(&self, replica: &str, _: usize, _: usize) -> Self::State {
        PN(PnCounter::new(node(replica)))
    }
    fn increment(&self, counter: &mut Self::State, _: &str, by: &Value) -> Answer<()> {
        counter.0.inc(Some(amount(by)?));
        Ok(())
    }
    fn decrement(&self, counter: &mut Self::State, _: &str, by: &Value) -> Answer<()> {
        counter.0.dec(Some(amount(by)?));
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.0.join(&theirs.0);
        Ok(())
    }
    fn value(&self, counter: &Self::State) -> Answer<Value> {
        Ok(whole(counter.0.read()))
    }
}

fn main() {
    let max = i64::MAX.to_string();
    let hello = json!({
        "protocol": 1, "name": "crdt-sample", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/Jumaruba/crdt-sample",
        "kinds": {
            "g-counter": {"max": max, "overflow": "reject"},
            "pn-counter": {"max": max, "overflow": "reject"},
        },
    });
    serve(hello, |kind| match kind {
        "g-counter" => session(GCounters),
        "pn-counter" => session(PNCounters),
        _ => None,
    });
}
