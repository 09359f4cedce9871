import inspect
import subprocess
import sys

import pytest

from antichain import proofs

SIGNATURES = {
    "prove": ["selected", "judges", "seeds", "done"],
    "render_ledger": ["report"],
    "theorems": ["subject"],
}


def test_public_names_are_pinned() -> None:
    assert proofs.__all__ == ["REFUTATIONS", "prove", "render_ledger", "theorems"]


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_is_pinned(name: str) -> None:
    assert list(inspect.signature(getattr(proofs, name)).parameters) == SIGNATURES[name]
    assert getattr(proofs, name).__doc__


def test_unknown_name_is_refused_with_the_choices() -> None:
    with pytest.raises(AttributeError, match="expected one of REFUTATIONS, prove"):
        proofs.nothing  # noqa: B018 — the access is what is tested


def test_import_of_the_package_loads_no_solver() -> None:
    code = "import sys, antichain.proofs; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 — this Python
