"""A trial of the feed: servers under load, with cuts, kills and lost disks, and a ledger that must match exactly."""

from antichain.impl.testing.soak import Plan, Report, run

__all__ = ["Plan", "Report", "run"]
