//! A replica that joins its own earlier state loses its later increment.

use crdt_sample::{NodeId, PnCounter};

fn main() {
    let id = || NodeId::new(1, "a".to_string());
    let (mut replica, mut earlier) = (PnCounter::<i64>::new(id()), PnCounter::<i64>::new(id()));
    replica.inc(Some(1));
    earlier.join(&replica);
    replica.inc(Some(1));
    replica.join(&earlier);
    println!("{}", replica.read());
}
