//! An increment beyond 2^64 - 1 is lost, though the total is a BigUint.

use crdts::{CmRDT, GCounter};

fn main() {
    let mut counter = GCounter::new();
    counter.apply(counter.inc_many("A", u64::MAX));
    counter.apply(counter.inc("A"));
    println!("{}", counter.read());
}
