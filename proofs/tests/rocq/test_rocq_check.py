import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.model import stamps
from antichain.model.causality import Event
from antichain.model.designs import G_COUNTER
from antichain.proofs.mutation.mutants import MUTANTS, Mutant
from antichain.proofs.rocq import __main__ as command
from antichain.proofs.rocq.check import (
    COQ,
    Coq,
    Refused,
    assumptions,
    compiled,
    find,
    folder,
    kernel,
    modules,
    places,
    steps,
)
from antichain.proofs.rocq.claims import CLAIMS, Claim
from antichain.proofs.rocq.slots_file import slots_file
from antichain.proofs.rocq.steps_file import histories, steps_file
from antichain.proofs.theories.catalogue import theorems

pytestmark = pytest.mark.slow

SLOTS = [mutant for mutant in MUTANTS if mutant.target.startswith("slots.")]
MARKED = [pytest.param(mutant, marks=() if mutant is SLOTS[0] else pytest.mark.thorough) for mutant in SLOTS]


@pytest.fixture
def coq() -> Coq:
    found = find()
    if found is None:
        pytest.skip(COQ)
    return found


def _source(where: Path, **files: str) -> Path:
    source = where / "source"
    source.mkdir()
    listed = "".join(f"{name}.v\n" for name in files)
    (source / "_CoqProject").write_text(f"-Q . Antichain\n{listed}", encoding="utf-8")
    for name, content in files.items():
        (source / f"{name}.v").write_text(content, encoding="utf-8")
    return source


def _built(coq: Coq, where: Path, **files: str) -> Path:
    source, build = _source(where, **files), where / "build"
    build.mkdir()
    compiled(coq, source, build)
    return build


@pytest.fixture(scope="module")
def development(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the compiled development."""
    found = find()
    if found is None:
        pytest.skip(COQ)
    build = tmp_path_factory.mktemp("build")
    compiled(found, folder(), build)
    return build


def test_development_has_no_assumptions(coq: Coq, development: Path) -> None:
    assumptions(coq, development)


COUNTS = 1, 1, 2 * 2, 5 * 6, 14 * 24


@pytest.mark.parametrize("events", [3, pytest.param(4, marks=pytest.mark.thorough)])
def test_rocq_steps_agree_with_the_model_on_small_histories(coq: Coq, development: Path, events: int) -> None:
    assert len(list(histories(events))) == sum(COUNTS[: events + 1])
    steps(coq, development, steps_file(events))


def test_steps_that_forget_a_message_differ(coq: Coq, development: Path) -> None:
    def deaf(history: Sequence[Event]) -> stamps.Execution:
        return stamps.run([Event(each.replica) for each in history])

    with pytest.raises(Refused, match="Unable to unify"):
        steps(coq, development, steps_file(2, stamped=deaf))


def test_steps_of_a_counter_that_overwrites_differ(coq: Coq, development: Path) -> None:
    wrong = replace(G_COUNTER, merge=lambda _, theirs, __: theirs)
    steps(coq, development, steps_file(1, design=wrong))
    with pytest.raises(Refused, match="Unable to unify"):
        steps(coq, development, steps_file(3, design=wrong))


@pytest.mark.thorough
def test_kernel_accepts_the_development(coq: Coq, development: Path) -> None:
    kernel(coq, development, modules(folder()))


@pytest.mark.parametrize("mutant", MARKED, ids=lambda mutant: f"{mutant.target}: {mutant.name}")
def test_coqc_with_a_wrong_slot_function_refuses(coq: Coq, tmp_path: Path, mutant: Mutant) -> None:
    source = _source(tmp_path, Slots=slots_file(mutant.subject.kernel))
    shutil.copy(folder() / "Clock.v", source)
    build = tmp_path / "build"
    build.mkdir()
    compiled(coq, source, build)
    with pytest.raises(Refused, match=r"Clock\.v"):
        compiled(coq, source, build, ["Clock"])


def test_assumptions_of_an_admitted_claim_are_refused(coq: Coq, tmp_path: Path) -> None:
    build = _built(coq, tmp_path, Wrong="Theorem wrong : False. Proof. Admitted.\n")
    with pytest.raises(Refused, match=r"(?s)expected 'Closed under the global context'.*wrong : False"):
        assumptions(coq, build, [Claim("Wrong", "wrong", "false")])


def test_assumptions_of_an_unknown_claim_are_refused(coq: Coq, tmp_path: Path) -> None:
    build = _built(coq, tmp_path, Empty="")
    with pytest.raises(Refused, match="exit code 1"):
        assumptions(coq, build, [Claim("Empty", "absent", "not there")])


def test_kernel_with_an_axiom_refuses(coq: Coq, tmp_path: Path) -> None:
    build = _built(coq, tmp_path, Wrong="Axiom wrong : False.\n")
    with pytest.raises(Refused, match=r"(?s)expected 'Axioms: <none>'.*Wrong\.wrong"):
        kernel(coq, build, ["Wrong"])


def test_absent_rocq_exits_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = CliRunner().invoke(command.rocq)
    assert (result.exit_code, result.stderr) == (2, f"{COQ}\n")


def test_rocq_files_are_all_compiled() -> None:
    assert set(modules(folder())) == {path.stem for path in folder().glob("*.v")}


def test_claims_name_theorems_of_the_solvers() -> None:
    assert {name for claim in CLAIMS for name in claim.theorem.split()} <= set(theorems())


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.theorem], ids=lambda claim: claim.name)
def test_place_of_a_claim_is_the_line_that_states_it(claim: Claim) -> None:
    for theorem in claim.theorem.split():
        (place,) = (each for each in places(theorem) if each.endswith(f": {claim.name}"))
        file, line, _ = place.split(":")
        stated = (folder() / Path(file).name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert stated.split()[:2] in (["Theorem", claim.name], ["Lemma", claim.name])


def test_place_of_a_theorem_without_a_claim_is_empty() -> None:
    assert places("K1") == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_claim_is_in_the_table_of_the_readme(claim: Claim) -> None:
    row = f"| `{claim.module}.{claim.name}` | {claim.says} | {claim.theorem.replace(' ', ', ')} |"
    assert row in (folder() / "README.md").read_text(encoding="utf-8").splitlines()
