"""Slot functions: the effect of each operation on one slot of a clock, as loop-free functions on natural numbers.

A clock gives every replica a slot; every operation of the model on clocks is one of these functions, applied slot by
slot (:func:`antichain.model.clock.lift`). ``x`` and ``y`` are the numbers that two clocks hold in the same slot;
``own`` is 1 in the slot of the replica that acts and 0 in all others. Every function maps zeros to zero (or to true),
so slots that no clock mentions can be left out. The proofs are about these function objects.
"""

__all__ = ["add", "at_most", "deliverable", "delta", "meet", "merge", "receive", "tick"]


def merge(x: int, y: int) -> int:
    """Return ``max(x, y)``: a replica's events are numbered, so knowing more of them includes knowing fewer.

    >>> merge(2, 1)
    2
    """
    return max(x, y)


def meet(x: int, y: int) -> int:
    """Return ``min(x, y)``: the events that both sides know.

    >>> meet(2, 1)
    1
    """
    return min(x, y)


def at_most(x: int, y: int) -> bool:
    """Return ``x ≤ y``: a replica that knows ``y`` events knows the first ``x``.

    >>> at_most(1, 2), at_most(2, 1)
    (True, False)
    """
    return x <= y


def tick(x: int, own: int) -> int:
    """Return ``x + own``: one more event in the slot of the replica that acts.

    >>> tick(4, 1), tick(4, 0)
    (5, 4)
    """
    return x + own


def receive(x: int, y: int, own: int) -> int:
    """Return ``max(x, y) + own``: a receive of a vector clock takes the message in and is an event itself.

    >>> receive(1, 3, 0), receive(1, 0, 1)
    (3, 2)
    """
    return tick(merge(x, y), own)


def add(x: int, n: int) -> int:
    """Return ``x + n``: ``n`` events at once in the slot of the replica that acts; elsewhere ``n`` is 0.

    >>> add(4, 3)
    7
    """
    return x + n


def delta(x: int, y: int) -> int:
    """Return ``x`` if it is larger than ``y``, and 0 if it is not.

    >>> delta(3, 2), delta(2, 2)
    (3, 0)
    """
    return x if x > y else 0


def deliverable(x: int, y: int, own: int) -> bool:
    """Return whether one slot allows the delivery of a message stamped ``x`` after ``y``.

    In the sender's slot (``own`` is 1) the message must be the next one; in all others, no message on which it depends
    may be missing. (Birman, Schiper, Stephenson, "Lightweight causal and atomic group multicast", 1991.)

    >>> deliverable(3, 2, 1), deliverable(4, 2, 1), deliverable(2, 2, 0), deliverable(3, 2, 0)
    (True, False, True, False)
    """
    return x == y + 1 if own == 1 else x <= y
