//! An increment beyond 2^64 - 1 is lost, though the total is a BigInt.

use crdts::{CmRDT, PNCounter};

fn main() {
    let mut counter = PNCounter::new();
    counter.apply(counter.inc_many("A", u64::MAX));
    counter.apply(counter.inc("A"));
    println!("{}", counter.read());
}
