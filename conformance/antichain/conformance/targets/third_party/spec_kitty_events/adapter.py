"""The adapter of ``spec-kitty-events`` on PyPI: a counter that is the sum of the increments of distinct events."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import metadata
from uuid import UUID, uuid4

from spec_kitty_events.crdt import merge_counter
from spec_kitty_events.models import Event

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target: a state is a list of events, and a receive appends what is new; the library sums them."""
    library = Library(
        new=lambda _: (),
        increment=lambda events, replica, by: (*events, _event(replica, by)),
        decrement=lambda events, replica, by: (*events, _event(replica, -by)),
        merge=lambda mine, theirs: (*mine, *(event for event in theirs if event not in mine)),
        value=merge_counter,
    )
    hello = Hello(
        name="spec-kitty-events",
        version=metadata.version("spec-kitty-events"),
        language="python",
        homepage="https://pypi.org/project/spec-kitty-events/",
        kinds={Kind.PN_COUNTER: Options(negative="opposite")},
    )
    return ValueTarget(hello, {Kind.PN_COUNTER: library})


def _event(replica: str, by: object) -> Event:
    return Event(
        event_id=str(uuid4()),
        event_type="Counted",
        aggregate_id="counter",
        payload={"delta": by},
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        build_id="build",
        node_id=replica or "empty",
        project_uuid=UUID(int=1),
        correlation_id=str(UUID(int=2)),
    )
