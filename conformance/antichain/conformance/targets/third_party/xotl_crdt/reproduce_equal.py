"""A clock of two events is compared with the clock of one of them: whether it is equal, and whether it is after."""

from xotl.crdt.base import Process
from xotl.crdt.clocks import VClock

a, b = Process("a", 0), Process("b", 1)
less = VClock().bump(b)
more = less.bump(a)
print(more == less, more > less)
