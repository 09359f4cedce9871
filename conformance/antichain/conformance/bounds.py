"""How much is tried: chosen from the time that one history takes, printed, and fixed when a run is repeated."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

__all__ = ["DEFAULT", "FLOOR", "QUICK", "Bounds"]

_HISTORIES = {2: 5, 3: 33, 4: 218, 5: 1835, 6: 5364}
"""Roughly how many histories there are, by the number of events: each is played in two settings."""

_FAULTY = {1: 30, 2: 150, 3: 1000}
"""Roughly how many there are with a fault anywhere; these, too, are played in two settings."""

_NAMED = {1: 150, 2: 350, 3: 1700}
"""Roughly how many histories of so many events there are under hostile names."""

_LAWS = 350
"""Roughly how many histories all laws take on four states."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far the phases go: replicas and events of the exhaustive one, histories and steps of the random one.

    ``large`` is the number of events of a generated family, ``crowd`` how many replicas meet at once, ``faulty`` the
    number of events of histories with a fault anywhere, ``named`` that of histories under hostile names; ``states`` is
    how many states the laws are asked about. Histories in which replicas also receive states of their own are exhausted
    to one event less.
    """

    replicas: int = 3
    events: int = 6
    histories: int = 60
    steps: int = 40
    large: int = 120
    crowd: int = 1000
    faulty: int = 3
    named: int = 3
    states: int = 4

    def __str__(self) -> str:
        """Return the form that :meth:`parse` reads."""
        return ",".join(f"{name}={number}" for name, number in asdict(self).items())

    @staticmethod
    def parse(text: str) -> Bounds:
        """Return bounds as written; what is not named has its default.

        >>> Bounds.parse("events=4,histories=10").events
        4

        Raises:
            ValueError: a name is unknown, or a number is none or too small.

        """
        given = {}
        for part in text.split(","):
            name, _, number = part.partition("=")
            if name not in asdict(DEFAULT):
                message = f"{part!r} is no bound; bounds are {', '.join(f'{name}=N' for name in asdict(DEFAULT))}"
                raise ValueError(message)
            least = 2 if name == "replicas" else 1
            if not (number.isascii() and number.isdigit()) or int(number) < least:
                message = f"{part!r}: {name} is a whole number from {least}"
                raise ValueError(message)
            given[name] = int(number)
        return replace(DEFAULT, **given)

    @staticmethod
    def within(seconds: float, per_history: float, most: Bounds) -> Bounds:
        """Return the largest bounds whose histories fit into so many seconds, never less than the floor.

        >>> Bounds.within(3.0, 0.05, DEFAULT).events
        3
        """
        fit = seconds / max(per_history, 1e-9)
        events = max((n for n, count in _HISTORIES.items() if 2 * count <= 0.6 * fit), default=FLOOR.events)
        faulty = max((n for n, count in _FAULTY.items() if 2 * count <= 0.2 * fit), default=FLOOR.faulty)
        named = max((n for n, count in _NAMED.items() if count <= fit), default=FLOOR.named)
        return Bounds(
            most.replicas,
            max(FLOOR.events, min(events, most.events)),
            max(FLOOR.histories, min(int(0.03 * fit), most.histories)),
            FLOOR.steps if fit < _LAWS else most.steps,
            max(FLOOR.large, min(int(0.1 * fit), most.large)),
            max(FLOOR.crowd, min(int(0.6 * fit), most.crowd)),
            max(FLOOR.faulty, min(faulty, most.faulty)),
            max(FLOOR.named, min(named, most.named)),
            FLOOR.states if fit < _LAWS else most.states,
        )


DEFAULT = Bounds()
QUICK = Bounds(events=4, histories=15, steps=25, large=40, crowd=300, faulty=2)
FLOOR = Bounds(events=3, histories=10, steps=20, large=40, crowd=70, faulty=1, named=1, states=3)
