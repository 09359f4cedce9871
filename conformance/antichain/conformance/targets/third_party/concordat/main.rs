//! The adapter of `concordat`: its version vector, which has no order of its own.

mod adapter;

use adapter::{amount, failed, serve, session, whole, Answer, Library};
use concordat::vv::{Dot, VersionVector};
use serde_json::{from_str, json, to_string, Map, Value};

struct Vectors;

impl Library for Vectors {
    /// The vector, and its copy at the last delta.
    type State = (VersionVector, VersionVector);

    fn create(&self, _: &str, _: usize, _: usize) -> Self::State {
        Default::default()
    }
    fn tick(&self, vector: &mut Self::State, replica: &str) -> Answer<()> {
        vector.0.inc(replica);
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        mine.0.merge(&theirs.0);
        Ok(())
    }
    fn delta(&self, (vector, sent): &mut Self::State) -> Answer<Self::State> {
        let delta = vector.delta_since(sent);
        *sent = vector.clone();
        Ok((delta, VersionVector::new()))
    }
    fn entries(&self, vector: &Self::State) -> Answer<Value> {
        Ok(Value::Object(vector.0.iter().map(|(replica, n)| (replica.to_string(), whole(n))).collect()))
    }
    fn construct(&self, counts: &Map<String, Value>) -> Answer<Self::State> {
        let mut vector = VersionVector::new();
        for (replica, count) in counts {
            vector.inc_to(&Dot { replica: replica.clone(), counter: amount(count)? });
        }
        Ok((vector, VersionVector::new()))
    }
    fn encode(&self, vector: &Self::State) -> Answer<String> {
        to_string(&vector.0).or_else(failed)
    }
    fn decode(&self, bytes: &str) -> Answer<Self::State> {
        Ok((from_str(bytes).or_else(failed)?, VersionVector::new()))
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "concordat", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/pierreg256/concordat",
        "kinds": {"version-vector": {
            "compare": "none", "entries": true, "construct": true, "wire": true, "delta": "any-order", "resume": true,
            "max": u64::MAX.to_string(), "overflow": "unspecified",
        }},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Vectors) } else { None });
}
