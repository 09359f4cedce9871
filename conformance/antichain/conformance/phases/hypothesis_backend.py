"""Draws for Hypothesis that depend on the seed alone.

Hypothesis draws constants that it finds in the sources of loaded modules. A run would then depend
on what else was imported, and not on its seed and bounds alone.
"""

from __future__ import annotations

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

__all__ = ["BACKEND"]

BACKEND = "antichain-steady"
"""The name by which Hypothesis's variants know it."""


class Steady(HypothesisProvider):
    """Hypothesis's own way to draw, without constants."""

    def _maybe_draw_constant(self, *_: object, **__: object) -> None:
        """Draw none."""


AVAILABLE_PROVIDERS[BACKEND] = f"{__name__}.{Steady.__name__}"
