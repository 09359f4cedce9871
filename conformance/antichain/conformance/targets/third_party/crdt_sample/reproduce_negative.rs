//! A grow-only counter takes a negative amount, if that is the first one.

use crdt_sample::{GCounter, NodeId};

fn main() {
    let mut counter = GCounter::<i64>::new(NodeId::new(1, "a".to_string()));
    counter.inc(Some(-1));
    println!("{}", counter.read());
}
