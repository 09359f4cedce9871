"""All phases that judge a target, in the order in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.phases.exhaustive import Exhaustive
from antichain.conformance.phases.given import GivenHistory
from antichain.conformance.phases.known import KnownFailures
from antichain.conformance.phases.large import LargeHistories
from antichain.conformance.phases.laws import Laws
from antichain.conformance.phases.random_histories import RandomHistories

if TYPE_CHECKING:
    from antichain.conformance.phases.phase import Phase

__all__ = ["PHASES"]

PHASES: tuple[Phase, ...] = (GivenHistory(), KnownFailures(), Laws(), Exhaustive(), RandomHistories(), LargeHistories())
"""The phases; a check runs those that its configuration names."""
