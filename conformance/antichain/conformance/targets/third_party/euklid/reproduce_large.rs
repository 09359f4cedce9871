//! An increment beyond 2^64 - 1 is lost.

use euklid::{CmRDT, GCounter};

fn main() {
    let mut counter = GCounter::new();
    counter.apply(counter.step_op("A", u64::MAX));
    counter.apply(counter.inc_op("A"));
    println!("{}", counter.counter());
}
