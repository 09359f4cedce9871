//! A replica that joins its own earlier state loses its later increment.

use crdt_sample::{GCounter, NodeId};

fn main() {
    let id = || NodeId::new(1, "a".to_string());
    let (mut replica, mut earlier) = (GCounter::<i64>::new(id()), GCounter::<i64>::new(id()));
    replica.inc(Some(1));
    earlier.join(&replica);
    replica.inc(Some(1));
    replica.join(&earlier);
    println!("{}", replica.read());
}
