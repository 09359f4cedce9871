//! A counter that goes beyond 2^64 - 1 starts again at 0.

use crdt_kit::GCounter;

fn main() {
    let mut counter = GCounter::new(1);
    counter.increment_by(u64::MAX);
    counter.increment();
    println!("{}", counter.value());
}
