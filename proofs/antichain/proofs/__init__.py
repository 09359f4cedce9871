"""Machine-checked proofs about the model: theorems, their results, and refutations.

>>> from antichain import proofs
>>> proofs.theorems()["H2"].statement
'e → f ⇔ V e < V f'
>>> proofs.REFUTATIONS[1].statement
'merge adds'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from antichain.proofs.ledger import render_ledger
    from antichain.proofs.refutations.catalogue import REFUTATIONS
    from antichain.proofs.report import prove
    from antichain.proofs.theories.catalogue import theorems

__all__ = ["REFUTATIONS", "prove", "render_ledger", "theorems"]

_HOMES = {
    "REFUTATIONS": "antichain.proofs.refutations.catalogue",
    "prove": "antichain.proofs.report",
    "render_ledger": "antichain.proofs.ledger",
    "theorems": "antichain.proofs.theories.catalogue",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 — a name of any type
    """Return a public name, importing the module that defines it.

    Raises:
        AttributeError: there is no such public name.

    """
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}; expected one of {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
