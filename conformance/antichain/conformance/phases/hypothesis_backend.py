"""Draws for Hypothesis that depend only on the seed.

Hypothesis draws constants that it finds in the sources of loaded modules. Then a run would depend on all imported
modules, and not only on its seed and bounds.
"""

from __future__ import annotations

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

__all__ = ["BACKEND"]

BACKEND = "antichain-steady"
"""The name of the backend in Hypothesis."""


class Steady(HypothesisProvider):
    """The default backend of Hypothesis, without constants."""

    def _maybe_draw_constant(self, *_: object, **__: object) -> None:
        """Draw no constant."""


AVAILABLE_PROVIDERS[BACKEND] = f"{__name__}.{Steady.__name__}"
