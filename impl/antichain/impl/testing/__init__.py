"""A trial of the feed: servers under load, cut off, killed and wiped, and a ledger that must match to the last like."""

from antichain.impl.testing.soak import Plan, Report, run

__all__ = ["Plan", "Report", "run"]
