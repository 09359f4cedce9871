"""Sends with its state the largest received delta number, even if an earlier delta is missing."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, add, larger, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    if isinstance(theirs, Next):
        made = f"{theirs.sender} {theirs.number}"
        known = mine.seen.get(theirs.sender, 0) if "relayed" in mine.seen else 0
        if theirs.number <= known or made in mine.seen:
            return mine
        largest = max(theirs.number, mine.seen.get(theirs.sender, 0))
        return mine._replace(
            counts=larger(mine.counts, theirs.counts), seen={**mine.seen, made: 1, theirs.sender: largest}
        )
    relayed = {"relayed": 1} if theirs.seen else {}
    return mine._replace(counts=larger(mine.counts, theirs.counts), seen={**larger(mine.seen, theirs.seen), **relayed})


def increment(mine: Numbered, replica: str, by: object) -> Numbered:
    made = f"{replica} {sum(name.startswith(f'{replica} ') for name in mine.counts)}"
    return mine._replace(counts=add(mine.counts, made, by), new=add(mine.new, made, by))


@wrong(
    breaks=("DLT-GAP",),
    history="A+1 A+1, B takes the second delta in, C takes B's state and then all deltas in",
    events=9,
    seen="version vectors with gaps that are sent without the gaps",
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, options={"delta": "any-order"}, increment=increment, merge=merge)
