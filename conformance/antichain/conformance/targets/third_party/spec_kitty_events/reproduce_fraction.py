"""Events that count a half are summed to what is typed as a whole number."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from spec_kitty_events.crdt import merge_counter
from spec_kitty_events.models import Event

event = Event(
    event_id=str(uuid4()),
    event_type="Counted",
    aggregate_id="counter",
    payload={"delta": 0.5},
    timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    build_id="build",
    node_id="a",
    project_uuid=UUID(int=1),
    correlation_id=str(uuid4()),
)
print(merge_counter([event]))
