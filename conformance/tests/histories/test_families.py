import pytest

from antichain.conformance.histories import jsonl
from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.histories.families import FAMILIES, generate
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.model.causality import CausalityGraph


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("family", FAMILIES)
def test_family_size_and_seed_determine_a_history(family: str, reach: Reach) -> None:
    first = generate(family, 5, 60, 7, reach)
    assert first.events == generate(family, 5, 60, 7, reach).events
    assert len(first.events) == 60
    assert set(first.replicas) <= set("ABCDE")


@pytest.mark.parametrize(
    "family", [family for family in FAMILIES if family not in {"chain", "fork-and-join", "gossip", "busy-writer"}]
)
def test_family_with_another_seed_gives_another_history(family: str) -> None:
    assert generate(family, 5, 60, 1).events != generate(family, 5, 60, 2).events


@pytest.mark.parametrize("family", FAMILIES)
def test_family_can_be_played_by_a_vector_clock(family: str) -> None:
    execution = Execution.of(generate(family, 4, 40, 3, Reach.UPDATES).events)
    assert playable(execution, Claim(Kind.VECTOR_CLOCK, Options()))
    assert any(not event.is_update for event in execution.events)


def _received(graph: CausalityGraph) -> list[int]:
    return [event.of for event in graph.events if event.of is not None]


def test_family_has_the_network_effects_it_names() -> None:
    assert generate("chain", 4, 40, 0).width() == 1
    assert generate("gossip", 4, 40, 0).width() >= 4
    assert len(_received(generate("lossy", 4, 100, 0))) < 30
    repeated = _received(generate("repeating", 4, 60, 0))
    assert len(set(repeated)) < len(repeated)
    late = generate("late-stale-echo", 3, 60, 0)
    assert any(e.of is not None and late.events[e.of - 1].replica == e.replica for e in late.events)
    reordered = generate("reordering", 2, 60, 0)
    heard: dict[str, int] = {}
    backwards = False
    for event in reordered.events:
        if event.of is not None:
            backwards |= event.of < heard.get(event.replica, 0)
            heard[event.replica] = event.of
    assert backwards
    halves = generate("partition-then-heal", 4, 30, 0)
    first_contact = next(
        n
        for n, e in enumerate(halves.events)
        if e.of and (halves.events[e.of - 1].replica in "AB") != (e.replica in "AB")
    )
    assert first_contact > 15


def test_history_is_read_back_as_written() -> None:
    events = generate("random", 4, 50, 5).events
    assert jsonl.read(jsonl.write(events)).events == events


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"replica":"A","do":"update"}\n{"replica":"B"}', "line 2"),
        ('{"replica":"A","do":"jump"}', "line 1"),
        ('{"replica":"A","do":"update"}\n\n{"replica":"B","do":"receive","of":2}', "line 3"),
        ('{"replica":"A","do":"update","of":1}', "line 1"),
        ('{"replica":"A","do":"receive"}', "line 1"),
        ('{"replica":"A","do":"update","by":0}', "line 1"),
        ("nonsense", "line 1"),
        ('{"replica":"A","do":"update","colour":"red"}', "line 1"),
        ("", "no event"),
    ],
)
def test_history_with_a_wrong_line_names_its_number(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        jsonl.read(text)


def test_blank_line_ends_a_history() -> None:
    text = "\n\n".join(jsonl.write(execution.events) for execution in graphs(3, 3) if len(execution.events) == 3)
    histories = jsonl.read_all(f"\n{text}\n\n\n")
    assert [history.events for history in histories] == [
        execution.events for execution in graphs(3, 3) if len(execution.events) == 3
    ]
    with pytest.raises(
        ValueError, match=f"it holds {len(histories)} histories, with a blank line between; expected one"
    ):
        jsonl.read(text)


def test_unknown_family_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match=r"unknown family 'nope'; expected one of .*ring"):
        generate("nope", 2, 3, seed=1)
