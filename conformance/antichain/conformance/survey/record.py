"""Records: the judgement of one library at one version, kept as a file so that a survey can continue later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.engine.results.build import catalogue_digest
from antichain.conformance.engine.results.file import BadResultsError, parse
from antichain.conformance.phases.profiles import PROFILES, Profile

if TYPE_CHECKING:
    from pathlib import Path

    from antichain.conformance.engine.results.lines import Results
    from antichain.conformance.targets.third_party.installation import ThirdParty

__all__ = ["PROFILE", "SEED", "Record", "Store"]

PROFILE = Profile.GATE
SEED = 0


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The judgement of one library: its results file as text, or the reason why there is none."""

    name: str
    version: str
    start_seconds: float = 0.0
    """The seconds that the adapter takes to start and to answer hello."""
    seconds: float = 0.0
    """The seconds that the check took."""
    limit: float = 0.0
    """The seconds that the check could take."""
    results: str = ""
    reason: str = ""

    def parsed(self) -> Results | None:
        """Return the results; None if the library was not judged."""
        return parse(self.results.encode(), self.name) if self.results else None


class Store:
    """A folder of records. A record counts only for the same adapter, version, rules and bounds.

    The record of a check that did not end counts only if the check would not get more time now.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        """Keep records in a folder; ``seconds`` is the time that each library gets."""
        self._folder = folder
        self._seconds = seconds

    def read(self, adapter: ThirdParty) -> Record | None:
        """Return the valid record of an adapter, or None."""
        try:
            record = msgspec.json.decode(self._path(adapter).read_bytes(), type=Record)
            results = record.parsed()
        except (OSError, msgspec.DecodeError, BadResultsError):
            return None
        late = results is not None and results.footer.late
        return None if results is None or (late and record.limit < self._seconds) else record

    def write(self, adapter: ThirdParty, record: Record) -> None:
        """Keep a record.

        Raises:
            OSError: the folder cannot be written.

        """
        path = self._path(adapter)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(msgspec.json.encode(record))
        unfinished.rename(path)

    def _path(self, adapter: ThirdParty) -> Path:
        parts = (adapter.made_from(), catalogue_digest(), str(PROFILES[PROFILE]), str(SEED))
        digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]
        return self._folder / f"{adapter.manifest.name}-{adapter.version}-{digest}.json"
