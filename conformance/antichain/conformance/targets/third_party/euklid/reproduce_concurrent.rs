//! Two clocks of different replicas are concurrent; the library says that each is less than the other.

use euklid::{CmRDT, VClock};

fn main() {
    let (mut x, mut y) = (VClock::new(), VClock::new());
    x.apply(x.inc_op("A"));
    y.apply(y.inc_op("B"));
    println!("{:?} {:?}", x.partial_cmp(&y), y.partial_cmp(&x));
}
