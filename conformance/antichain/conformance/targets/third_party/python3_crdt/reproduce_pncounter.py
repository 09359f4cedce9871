"""A PN-Counter is made."""

from py3crdt.pncounter import PNCounter

PNCounter("a")
print("a PNCounter was made")
