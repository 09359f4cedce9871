from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.conformance.commands.theory.prove import prove

LEDGER = Path(__file__).parents[1] / "LEDGER.md"


@pytest.mark.campaign
def test_ledger_equals_the_result_under_five_seeds(tmp_path: Path) -> None:
    written = tmp_path / "LEDGER.md"
    result = CliRunner().invoke(prove, ["--thorough", "--ledger", str(written)])
    assert result.exit_code == 0, result.stdout
    stale = set(LEDGER.read_text(encoding="utf-8").splitlines()) ^ set(written.read_text(encoding="utf-8").splitlines())
    assert not stale, "run: antichain prove --thorough --ledger proofs/LEDGER.md"
