"""The order of a counter's states, and digests: both must agree with the updates that each replica knows.

Small histories are played with a message and a digest after each event. The messages compare as the sets of updates
that they hold; two digests are equal exactly if the two sets are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Check, Equals, OneOf, SameAnswer, said
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import default_variant, increments_alone
from antichain.conformance.histories.playable import playable, reach, shared
from antichain.conformance.oracle.execution import Execution, inclusion
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Refused
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.protocol.answers import Answer

__all__ = ["Differs", "probes"]

_EVENTS = 3
_WORDS = {
    Order.BEFORE: "{} holds fewer updates than {}, and no other",
    Order.AFTER: "{} holds all updates of {}, and more",
    Order.EQUAL: "{} and {} hold the same updates",
    Order.CONCURRENT: "each of {} and {} holds an update that the other does not hold",
}
_AGAIN = OneOf("the same digest as before", lambda _: False)
_TEXT = Check(expected=OneOf("a text", lambda answer: isinstance(answer, str)))
_ZERO = Check(expected=OneOf("done or rejected", lambda answer: answer is None or isinstance(answer, Refused)))


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about the order of states and about digests that the target claims."""
    ordered = not claim.kind.is_clock and claim.options.compare == "states"
    digests = claim.options.digest and claim.kind is not Kind.VECTOR_CLOCK
    if claim.options.history and (ordered or digests):
        for execution in (*shared(3, _EVENTS, reach(claim.kind)), _exchange(), _crossed(), _two_orders_of_arrival()):
            plain = default_variant(execution, claim)
            for variant in dict.fromkeys((plain, increments_alone(plain))) if playable(execution, claim) else ():
                yield _Probe(claim, execution, variant, ordered=ordered, digests=digests).case()


def _exchange() -> Execution:
    """Return a history in which two replicas exchange their states, so that they know the same updates."""
    return Execution.of([Event("A"), Event("B"), Event("B", of=1), Event("A", of=3), Event("A")])


def _crossed() -> Execution:
    """Return a history in which two states hold as many updates of the same replicas, but other ones."""
    a, b = Event("A"), Event("B")
    return Execution.of([a, b, Event("A", of=2), Event("B", of=1), a, b, a, b, Event("A", of=8)])


def _two_orders_of_arrival() -> Execution:
    """Return a history in which the updates of three replicas arrive at two of them in opposite orders."""
    a, b, c = Event("A"), Event("B"), Event("C")
    return Execution.of([a, b, c, Event("A", of=2), Event("A", of=3), Event("C", of=2), Event("C", of=1)])


class Differs(Check, frozen=True, gc=False, kw_only=True):
    """A digest that must differ from the answers at the places ``others``."""

    expected: Any = OneOf("another digest", lambda _: False)
    others: tuple[int, ...]
    reason: str

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the rule if the digest is not a text, or equals one of the others."""
        right = isinstance(answer, str) and answer not in [earlier[place] for place in self.others]
        return () if right else self.covers

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong digest is wrong."""
        return f"{self.reason}, and the digest is {said(answer)} for both"


class _Probe:
    """The script of one history."""

    def __init__(self, claim: Claim, execution: Execution, variant: Variant, *, ordered: bool, digests: bool) -> None:
        self._claim = claim
        self._execution = execution
        self._ordered = ordered
        self._digests = digests
        self._variant = variant
        self._names = dict(zip(execution.replicas, self._variant.names, strict=True))
        self._builder = ScriptBuilder(claim, self._variant.names)
        self._held: dict[str, int] = {}  # by message, the updates that it holds
        # By updates and births, the place of the first digest of a replica that knows them; births may be in a digest.
        self._digest_of: dict[tuple[int, frozenset[str]], int] = {}
        born = claim.kind.is_clock and claim.options.birth == "entry"
        self._births = {name: frozenset([name] if born else []) for name in self._variant.names}
        self._births_in: dict[str, frozenset[str]] = {}  # by message

    def case(self) -> Case:
        """Return the case."""
        first = next(iter(self._names.values()))
        self._look(first, "m0", 0)
        for e, event in enumerate(self._execution.events, 1):
            name = self._names[event.replica]
            self._happen(e, name)
            self._look(name, f"m{e}", self._execution.known[e - 1])
        self._add_nothing(name)
        about = " and ".join(["states compare"] * self._ordered + ["digests"] * self._digests)
        return DirectedCase(about, self._builder.script())

    def _happen(self, e: int, name: str) -> None:
        of, by = self._execution.events[e - 1].of, self._variant.amounts[e - 1]
        if of is not None:
            self._builder.request(requests.Receive(name, f"m{of}"))
            self._births[name] |= self._births_in[f"m{of}"]
        elif self._claim.kind.is_clock:
            self._builder.request(requests.Tick(name))
        else:
            self._builder.request(requests.Increment(name, by) if by > 0 else requests.Decrement(name, -by))

    def _look(self, name: str, message: str, known: int) -> None:
        """Export the state of a replica, compare it with all earlier ones, and read its digest."""
        self._builder.export(requests.Send(name, message))
        if self._ordered:
            self._compare(message, known)
        self._held[message] = known
        self._births_in[message] = self._births[name]
        if self._digests:
            self._ask_digest(name, message, known)

    def _compare(self, message: str, known: int) -> None:
        for other, held in self._held.items():
            for left, right, order in (
                (other, message, inclusion(held, known)),
                (message, other, inclusion(known, held)),
            ):
                reason = _WORDS[order].format(left, right)
                check = Equals(expected=order.value, covers=("CNT-ORDER",), reason=reason)
                self._builder.request(requests.Compare(left, right), check)

    def _ask_digest(self, name: str, message: str, known: int) -> None:
        request, covers, key = requests.Digest(name), ("LIB-DIGEST",), (known, self._births[name])
        others = tuple(place for (updates, _), place in self._digest_of.items() if updates != known)
        if (place := self._digest_of.get(key)) is not None:
            reason = f"the updates of {message} were known before, and the digest was another"
            self._builder.request(request, SameAnswer(expected=_AGAIN, covers=covers, to=place, reason=reason))
        elif others:
            reason = f"no replica knew exactly the updates of {message} before"
            self._digest_of[key] = self._builder.request(request, Differs(covers=covers, others=others, reason=reason))
        else:
            self._digest_of[key] = self._builder.request(request, _TEXT)

    def _add_nothing(self, name: str) -> None:
        """Add 0, which may be refused, and compare the state again; in a digest, an update of 0 may count as one."""
        if self._ordered and self._claim.options.amounts == "any":
            self._builder.request(requests.Increment(name, 0), _ZERO)
            last = len(self._execution.events)
            message = f"m{last} after 0"
            self._builder.export(requests.Send(name, message))
            self._compare(message, self._execution.known[last - 1])
