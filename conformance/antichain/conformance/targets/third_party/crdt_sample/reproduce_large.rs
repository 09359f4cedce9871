//! An increment beyond the largest number of the chosen type is lost.

use crdt_sample::{GCounter, NodeId};

fn main() {
    let mut counter = GCounter::<i64>::new(NodeId::new(1, "a".to_string()));
    counter.inc(Some(i64::MAX));
    counter.inc(Some(1));
    println!("{}", counter.read());
}
