"""Profiles are fixed bounds for gates; for exploring, a budget of seconds chooses bounds.

A profile plays the same cases on every machine, at any speed of the target. Without a profile, the time of an answer
decides: the largest of the extents below whose requests fit into the budget is played.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.histories.exhaustive import Reach, level_sizes
from antichain.conformance.histories.replica_names import hostile
from antichain.conformance.phases.bounds import DEFAULT, FLOOR, Bounds
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.conformance.protocol.claims import Claim

__all__ = ["PROFILES", "Pace", "Profile", "estimate", "fitting", "least", "requests_of"]

_COUNTED = 5
"""Histories of up to this many events are counted; the number of longer ones is extrapolated."""

_FURTHER_OFFERS = 4
"""Bytes, constructed states, deltas and faults: each adds cases."""

_DRAWING = 25
"""One drawn step of a random history takes about as long as this many compiled and judged requests."""

_USED = 0.7
"""The share of requests in a budget; the rest is for starts, and for the failures of a target."""

_CROWDED = 1.2
"""The share of a budget that the smallest extents may take with a crowd: more than any other, since nothing else shows
how many entries a target has room for.
"""

_EACH_OF_A_CROWD = 3
"""About how many requests each replica of a crowd takes."""

_LEAST, _CROWD, _LARGE = 12, 50, 40
"""The smallest numbers of replicas of a crowd and of events, each with its number of requests."""


class Profile(StrEnum):
    """A name for fixed bounds."""

    QUICK = "quick"
    GATE = "gate"
    THOROUGH = "thorough"


@dataclass(frozen=True, slots=True)
class Pace:
    """The seconds that one request takes: in the target, and in antichain, which compiles and judges it."""

    target: float
    antichain: float = 0.0


@dataclass(frozen=True, slots=True)
class _Extent:
    """Bounds, and their approximate numbers of requests by kind: without any offer, and with all offers."""

    bounds: Bounds
    requests: Mapping[Kind, tuple[int, int]]


def _extent(bounds: Bounds, *counts: tuple[int, int]) -> _Extent:
    return _Extent(bounds, dict(zip(Kind, counts, strict=True)))


_QUICK = replace(FLOOR, events=4)
_GATE = Bounds(events=5, histories=40, steps=30, large=80, crowd=500, faulty=2, named=2)
_THOROUGH = Bounds(events=7, histories=300, steps=50, large=300)

_EXTENTS = (
    _extent(FLOOR, (13_100, 55_100), (24_500, 71_800), (12_800, 30_200), (13_600, 31_900)),
    _extent(_QUICK, (14_700, 58_300), (29_500, 77_900), (16_400, 34_500), (17_500, 36_500)),
    _extent(
        Bounds(events=4, histories=30, steps=30, large=60, crowd=300, faulty=2, named=2),
        *((31_000, 101_000), (58_700, 146_000), (28_800, 63_000), (29_800, 65_000)),
    ),
    _extent(_GATE, (49_200, 142_000), (97_400, 219_000), (46_700, 95_000), (50_200, 99_700)),
    _extent(Bounds(events=5), (100_000, 222_000), (157_000, 331_000), (66_800, 154_000), (70_400, 158_000)),
    _extent(DEFAULT, (162_000, 314_000), (477_000, 743_000), (217_000, 354_000), (247_000, 387_000)),
    _extent(_THOROUGH, (944_000, 1_430_000), (4_640_000, 5_900_000), (1_870_000, 2_490_000), (2_160_000, 2_780_000)),
)
"""The extents, the smallest first; a thorough test counts their requests."""

PROFILES: dict[Profile, Bounds] = {Profile.QUICK: _QUICK, Profile.GATE: _GATE, Profile.THOROUGH: _THOROUGH}
"""The bounds of each profile."""


def requests_of(claim: Claim, bounds: Bounds) -> int | None:
    """Return about how many requests a check of one kind sends; None if the bounds are not those of an extent.

    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> requests_of(Claim(Kind.G_COUNTER, Options()), FLOOR) < requests_of(Claim(Kind.G_COUNTER, Options()), DEFAULT)
    True
    >>> requests_of(Claim(Kind.G_COUNTER, Options()), Bounds(events=2))
    """
    extent = next((each for each in _EXTENTS if each.bounds == _like(bounds, each.bounds)), None)
    if extent is None:
        return None
    return _requests(claim, extent) + _EACH_OF_A_CROWD * (bounds.crowd - extent.bounds.crowd)


def _like(bounds: Bounds, other: Bounds) -> Bounds:
    """Return bounds with the replicas and the crowd of others: both have little or known influence."""
    return replace(bounds, replicas=other.replicas, crowd=other.crowd)


def _requests(claim: Claim, extent: _Extent) -> int:
    least, most = extent.requests[claim.kind]
    options = claim.options
    offers = sum(map(bool, (options.wire, options.construct, options.delta, claim.faults)))
    return least + (most - least) * offers // _FURTHER_OFFERS


def estimate(claim: Claim, bounds: Bounds, pace: Pace) -> float | None:
    """Return about how many seconds a check of one kind takes without failures; None if that is not known.

    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> estimate(Claim(Kind.G_COUNTER, Options()), PROFILES[Profile.QUICK], Pace(0.005)) > 50
    True
    """
    requests = requests_of(claim, bounds)
    return None if requests is None else _seconds(requests, bounds, pace)


def least(claim: Claim, bounds: Bounds, pace: Pace) -> float | None:
    """Return a lower bound of the seconds of a check of one kind, where bounds exceed every extent; else None.

    The number of histories grows by at least the same factor with each event.

    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> counter = Claim(Kind.G_COUNTER, Options())
    >>> least(counter, Bounds(named=20), Pace(0.001)) > 10**9, least(counter, Bounds(events=3), Pace(0.001))
    (True, None)
    """
    largest = _EXTENTS[-1].bounds
    if bounds.events <= largest.events and bounds.named <= largest.named and bounds.faulty <= largest.faulty:
        return None

    def requests(replicas: int, events: int) -> float:
        """Return the least number of requests of every history up to a bound: two for each event."""
        sizes = level_sizes(min(3, replicas), _COUNTED, Reach.UPDATES)
        return 2.0 * events * sizes[-1] * (sizes[-1] / sizes[-2]) ** (events - _COUNTED)

    groups = len(hostile(claim.options)) if claim.options.history else 0
    asked = 2 * requests(bounds.replicas, bounds.events) + groups * requests(3, bounds.named)
    asked += len(claim.faults) * requests(2, bounds.faulty)
    return asked * (pace.target + pace.antichain)


def _seconds(requests: int, bounds: Bounds, pace: Pace) -> float:
    drawing = bounds.histories * bounds.steps * _DRAWING * pace.antichain
    return requests * (pace.target + pace.antichain) + drawing


def fitting(claim: Claim, seconds: float, pace: Pace) -> Bounds:
    """Return the bounds of the largest extent that fits into the seconds, at most the default bounds.

    A crowd is as large as by default, since nothing else shows room for some number of entries; in the two smallest
    extents, as large as fits. If not even the smallest fits, its number of requests is bounded, so that a sample is
    played.

    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> counter = Claim(Kind.G_COUNTER, Options())
    >>> fitting(counter, 15.0, Pace(0.000_01)) == DEFAULT
    True
    >>> fitting(counter, 15.0, Pace(0.005)).requests
    2100
    """
    offered = [each for each in _EXTENTS if each.bounds.events <= DEFAULT.events]
    for extent in reversed(offered):
        needed = _seconds(_requests(claim, extent), extent.bounds, pace)
        further = DEFAULT.crowd - extent.bounds.crowd
        each = _EACH_OF_A_CROWD * (pace.target + pace.antichain)
        small = extent.bounds.crowd == FLOOR.crowd
        if needed + (0 if small else further * each) <= _USED * seconds:
            room = int((_CROWDED * seconds - needed) // each)
            return replace(extent.bounds, crowd=extent.bounds.crowd + min(room, further))
    requests = max(1, int(_USED * seconds / (pace.target + pace.antichain)))
    crowd, large = max(_LEAST, requests // _CROWD), max(_LEAST, requests // _LARGE)
    return replace(FLOOR, crowd=min(FLOOR.crowd, crowd), large=min(FLOOR.large, large), requests=requests)
