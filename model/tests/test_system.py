from itertools import permutations

import pytest

from antichain.model import system
from antichain.model.causality import CausalityGraph, Event
from antichain.model.designs import (
    ADD_ALWAYS,
    ARTICLE,
    G_COUNTER,
    KEEP_LARGER_TOTAL,
    LARGER_NUMBER,
    LAST_WRITER,
    RECEIVE_COUNTS,
    RIVALS,
    SMALLER_SLOTS,
)
from antichain.model.system import Design, shortest_failure

U_A, U_B = Event("A"), Event("B")


def _wrong_by_brute_force(design: Design[object], events: int) -> bool:
    """Return whether some history of exactly ``events`` events fails, by plain recursion over all."""

    def explore(history: tuple[Event, ...]) -> bool:
        now = system.run(design, "AB", history)
        if any(design.value(site.state) != len(site.dots) for _, site in now.sites):
            return True
        if len(history) == events:
            return False
        choices = [Event(r, of) for r in "AB" for of in (None, *range(1, len(history) + 1))]
        foreign = [c for c in choices if c.of is None or history[c.of - 1].replica != c.replica]
        return any(explore((*history, choice)) for choice in foreign)

    return explore(())


@pytest.mark.parametrize(
    ("design", "history", "read", "truth"),
    [
        (ARTICLE, [U_A, Event("B", of=1), U_A, U_B, Event("B", of=3)], 4, 3),
        (ADD_ALWAYS, [U_A, Event("B", of=1), Event("B", of=1)], 2, 1),
        (LARGER_NUMBER, [U_A, U_B, Event("B", of=1)], 1, 2),
        (LAST_WRITER, [U_A, U_B, Event("A", of=2)], 1, 2),
        (KEEP_LARGER_TOTAL, [U_A, U_B, Event("B", of=1)], 1, 2),
        (SMALLER_SLOTS, [U_A, Event("B", of=1)], 0, 1),
        (RECEIVE_COUNTS, [U_A, Event("B", of=1)], 2, 1),
    ],
    ids=lambda value: value.name if isinstance(value, Design) else None,
)
def test_known_history_refutes_its_design(design: Design[object], history: list[Event], read: int, truth: int) -> None:
    site = system.run(design, "AB", history)[history[-1].replica]
    assert (design.value(site.state), len(site.dots)) == (read, truth)


@pytest.mark.parametrize("design", RIVALS, ids=lambda design: design.name)
def test_found_failure_is_real_and_shortest(design: Design[object]) -> None:
    failure = shortest_failure(design)
    assert failure is not None
    site = system.run(design, "AB", failure.history)[failure.history[-1].replica]
    assert design.value(site.state) == failure.read != failure.truth == len(site.dots)
    assert not _wrong_by_brute_force(design, len(failure.history) - 1)


def test_article_fails_first_at_step_five() -> None:
    failure = shortest_failure(ARTICLE)
    assert failure is not None
    assert (len(failure.history), failure.read, failure.truth) == (5, 4, 3)


def test_own_echoes_shorten_the_failure_of_adding_always() -> None:
    failure = shortest_failure(ADD_ALWAYS, echo=True)
    assert failure is not None
    assert failure.history == (U_A, Event("A", of=1))


def test_slot_per_replica_never_fails() -> None:
    assert shortest_failure(G_COUNTER, "ABC", events=4, echo=True) is None


def test_article_merge_is_not_associative() -> None:
    states = [system.run(ARTICLE, "AB", history)["A"].state for history in ([U_A], [U_A, U_A])]
    states += [system.run(ARTICLE, "AB", history)["B"].state for history in ([U_B], [U_A, Event("B", of=1), U_B])]

    def merge(x: object, y: object) -> object:
        return ARTICLE.merge(x, y, "")  # type: ignore[arg-type]  # states of this very design

    assert all(merge(x, y) == merge(y, x) and merge(x, x) == x for x in states for y in states)
    assert any(merge(merge(x, y), z) != merge(x, merge(y, z)) for x, y, z in permutations(states, 3))


def test_ledger_is_the_causal_past() -> None:
    history = [U_A, Event("B", of=1), U_B, Event("A", of=3), U_A, Event("B", of=4)]
    graph, now = CausalityGraph(history), system.run(G_COUNTER, "AB", history)
    for number, (_, site) in enumerate(now.soup, 1):
        assert len(site.dots) == len(graph.known(number))
