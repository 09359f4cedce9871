"""Scenarios about forgetting by age, under the claim ``forgets: age``: the time advances during a history.

Before that, no entry is forgotten. After it, a stamp may lack old entries: ordered stamps may look concurrent, and
concurrent ones must not look ordered. Stamps that were exported before are values, and compare as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.after_faults import After
from antichain.conformance.cases.checks.base import Equals
from antichain.conformance.cases.checks.clock import order_check, perhaps_forgotten
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SECONDS", "probes"]

SECONDS = 10 * 365 * 24 * 3600
"""The seconds by which the time advances: ten years."""
_COVERS = ("MEM-AGE",)
_ROOM = 4
"""The largest number of events of one replica."""


def probes(claim: Claim) -> Iterator[Case]:
    """Yield histories of two replicas, and of three if the target has room; a message may also come again later."""
    options = claim.options
    if not (claim.kind.is_clock and options.history and options.forgets == "age" and options.compare != "none"):
        return
    if options.limit is not None and options.step == "one" and options.limit < _ROOM:
        return
    several = options.replicas or 3
    for count in (count for count in (2, 3) if count <= several):
        for again in (False, True) if options.channel != "fifo-once" else (False,):
            yield _aged(claim, plain(options, count), again=again)


def _aged(claim: Claim, names: tuple[str, ...], *, again: bool) -> Case:
    """A replica sends to another, and the time advances; both make events, and a third has received from neither.

    ``again`` means that the other replica receives the message once more before its next event.
    """
    builder = ScriptBuilder(claim, names)
    one, other, *strangers = names
    for stranger in strangers:
        _happen(builder, stranger, "stranger")
    _tell(builder, one, other)
    _happen(builder, other, "later")
    reason = f"{other} has received from {one}, and no entry is old yet"
    _ask(builder, "told", "later", Order.BEFORE, reason)
    builder.request(requests.Advance(SECONDS), Equals(expected=None, covers=_COVERS))
    _ask(builder, "told", "later", Order.BEFORE, "both were stamped before the time advanced")
    if again:
        builder.request(requests.Receive(other, "told"))
    _happen(builder, other, "aged")
    for earlier in ("told", "later"):
        reason = f"{earlier} is before aged, or concurrent with it if old entries were forgotten"
        _ask(builder, earlier, "aged", Order.BEFORE, reason, forgotten=True)
    _happen(builder, one, "apart")
    for stamp in ("aged", "later", *(["stranger"] if strangers else [])):
        _ask(builder, "apart", stamp, Order.CONCURRENT, "neither of the two has received the other's last event")
    _ask(builder, "told", "apart", Order.BEFORE, "told is before apart, or concurrent", forgotten=True)
    if strangers:
        _ask(builder, "stranger", "aged", Order.CONCURRENT, "they have never received from each other")
    repeated = " that arrives again" if again else ""
    return DirectedCase(f"{len(names)} replicas with an old past{repeated}", builder.script())


def _tell(builder: ScriptBuilder, one: str, other: str) -> None:
    """Make an event at one, and send its state as ``told`` to the other."""
    if builder.kind is Kind.VERSION_VECTOR:
        builder.request(requests.Tick(one))
    builder.export(requests.Send(one, "told"))
    builder.request(requests.Receive(other, "told"))


def _happen(builder: ScriptBuilder, name: str, stamp: str) -> None:
    builder.request(requests.Tick(name))
    builder.export(requests.Stamp(name, stamp))


def _ask(  # noqa: PLR0913 — two stamps, their order, why, and whether it may be forgotten
    builder: ScriptBuilder, left: str, right: str, order: Order, reason: str, *, forgotten: bool = False
) -> None:
    """Compare two stamps in both directions."""
    for one, two, due in ((left, right, order), (right, left, order.mirror)):
        exact = order_check(due, builder.options, _COVERS, reason).expected
        expected = perhaps_forgotten(due, builder.options) if forgotten else exact
        check = After(expected=expected, covers=_COVERS, rule=_COVERS[0], reason=reason)
        builder.request(requests.Compare(one, two), check)
