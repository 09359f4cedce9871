"""A replica for the tests of the storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from antichain.impl.feed.replica import Replica


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Replica]:
    with Replica(tmp_path / "1.db", "S1") as replica:
        yield replica
