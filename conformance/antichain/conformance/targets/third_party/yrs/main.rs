//! The adapter of `yrs`: its state vector, of numbered clients.

mod adapter;

use adapter::{amount, failed, rejected, serve, session, whole, word, Answer, Library};
use serde_json::{json, Map, Value};
use yrs::updates::{decoder::Decode, encoder::Encode};
use yrs::{ClientID, StateVector};

struct Vectors;

fn client(replica: &str) -> ClientID {
    ClientID::new(replica.parse().expect("a number"))
}

impl Library for Vectors {
    type State = StateVector;

    fn create(&self, _: &str, _: usize, _: usize) -> StateVector {
        StateVector::default()
    }
    fn tick(&self, vector: &mut StateVector, replica: &str) -> Answer<()> {
        vector.inc_by(client(replica), 1);
        Ok(())
    }
    fn merge(&self, mine: &mut StateVector, theirs: &StateVector) -> Answer<()> {
        mine.merge(theirs.clone());
        Ok(())
    }
    fn entries(&self, vector: &StateVector) -> Answer<Value> {
        Ok(Value::Object(vector.iter().map(|(id, clock)| (id.get().to_string(), whole(clock))).collect()))
    }
    fn compare(&self, x: &StateVector, y: &StateVector) -> Answer<&'static str> {
        Ok(word(x.partial_cmp(y)))
    }
    fn construct(&self, counts: &Map<String, Value>) -> Answer<StateVector> {
        counts.iter().map(|(replica, count)| Ok((client(replica), amount(count)?))).collect()
    }
    fn encode(&self, vector: &StateVector) -> Answer<String> {
        Ok(vector.encode_v1().iter().map(|byte| format!("{byte:02x}")).collect())
    }
    fn decode(&self, text: &str) -> Answer<StateVector> {
        let pairs = (0..text.len() / 2).map(|place| u8::from_str_radix(&text[2 * place..2 * place + 2], 16));
        let bytes: Vec<u8> = pairs.collect::<Result<_, _>>().or_else(failed)?;
        StateVector::decode_v1(&bytes).or_else(|why| rejected("malformed", why))
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "yrs", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/y-crdt/y-crdt",
        "kinds": {"version-vector": {
            "entries": true, "construct": true, "wire": true, "resume": true, "ids": "integer",
            "ids_max": ((1u64 << 53) - 1).to_string(), "max": u32::MAX, "overflow": "unspecified",
        }},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Vectors) } else { None });
}
