"""Bounds: the size of a check, as numbers that a report prints and an option takes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

__all__ = ["DEFAULT", "FLOOR", "Bounds"]

_SHARES = {"laws": 0.4, "exhaustive": 0.3, "random": 0.15, "large": 0.15}
"""The share of each phase in a bounded number of requests."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of the phases: replicas and events of the exhaustive one, histories and steps of the random one.

    ``large`` is the number of events of a generated family, ``crowd`` the number of replicas that meet at once,
    ``faulty`` the number of events of histories with a fault, ``named`` that of histories under hostile names;
    ``states`` is the number of states for the laws. ``requests`` is about the number of requests of all phases
    together, and 0 for no limit: first come the cases that a rule needs, then a sample of the others. Histories with
    own echoes have one event less.
    """

    replicas: int = 3
    events: int = 6
    histories: int = 60
    steps: int = 40
    large: int = 120
    crowd: int = 2500
    faulty: int = 3
    named: int = 3
    states: int = 4
    requests: int = 0

    def __str__(self) -> str:
        """Return the form that :meth:`parse` reads."""
        return ",".join(f"{name}={number}" for name, number in asdict(self).items() if name != "requests" or number)

    def requests_of(self, phase: str) -> int:
        """Return how many requests a phase may send, 0 for no limit.

        >>> Bounds(requests=1000).requests_of("laws")
        400
        """
        return int(self.requests * _SHARES.get(phase, 0))

    @staticmethod
    def parse(text: str, base: Bounds | None = None) -> Bounds:
        """Return bounds as written; a bound that is not named is that of ``base``, or has its default.

        >>> Bounds.parse("events=4,histories=10").events
        4

        Raises:
            ValueError: a name is unknown, or a number is missing or too small.

        """
        given = {}
        for part in text.split(","):
            name, _, number = part.partition("=")
            if name not in asdict(DEFAULT):
                message = f"{part!r} is not a bound; bounds are {', '.join(f'{name}=N' for name in asdict(DEFAULT))}"
                raise ValueError(message)
            least = 2 if name == "replicas" else 1
            if not (number.isascii() and number.isdigit()) or int(number) < least:
                message = f"{part!r}: {name} is a whole number from {least}"
                raise ValueError(message)
            given[name] = int(number)
        return replace(DEFAULT if base is None else base, **given)


DEFAULT = Bounds()
FLOOR = Bounds(events=3, histories=10, steps=20, large=40, crowd=70, faulty=1, named=1, states=3)
