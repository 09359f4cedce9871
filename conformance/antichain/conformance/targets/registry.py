"""The shipped adapters: those of antichain's own implementations, and those of published libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.conformance.protocol.claims import Kind
from antichain.conformance.targets.third_party.installation import ThirdParty
from antichain.conformance.targets.third_party.manifest import manifests
from antichain.conformance.targets.third_party.tools import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SHIPPED", "Own", "Shipped", "ThirdParty", "UnavailableError", "shipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An adapter of an implementation that is part of antichain, so no package needs to be installed.

    ``adapter`` is its ``package.module:factory``, which can be called in this process. ``extra`` is the extra of
    antichain that it needs.
    """

    name: str
    adapter: str
    kinds: tuple[Kind, ...]
    about: str
    extra: str = ""
    language: str = "python"
    package: str = ""
    version: str = ""

    def installed(self) -> bool:
        """Return True: it is part of antichain."""
        return True

    def install(self) -> None:
        """Do nothing: it is part of antichain."""


Shipped = Own | ThirdParty

_OWN = (
    Own(
        name="reference",
        adapter="antichain.conformance.targets.reference:target",
        kinds=tuple(Kind),
        about="antichain's own clocks and counters",
    ),
    Own(
        name="feed",
        adapter="antichain.conformance.targets.feed.target:target",
        kinds=(Kind.VERSION_VECTOR, Kind.G_COUNTER, Kind.PN_COUNTER),
        about="antichain's own feed: server processes, killed, wiped, restored and cloned",
        extra="feed",
    ),
)

SHIPPED: Mapping[str, Shipped] = {
    **{own.name: own for own in _OWN},
    **{name: ThirdParty(manifest, manifest.version) for name, manifest in manifests().items()},
}
"""Every shipped adapter, by its name."""


def shipped(word: str) -> Shipped | None:
    """Return the adapter that a word of the command line names, as ``name`` or ``name@version``, or None.

    >>> shipped("reference").name
    'reference'
    >>> shipped("orbit-crdts@0.0.0") is None
    True
    """
    name, at, version = word.partition("@")
    found = SHIPPED.get(name)
    if not at or not isinstance(found, ThirdParty):
        return None if at else found
    offered = version in found.manifest.versions
    return ThirdParty(found.manifest, version) if offered else None
