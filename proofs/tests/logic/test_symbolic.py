import pytest
import z3

from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, for_each

M, X, Y = Symbolic(), clock("x"), clock("y")
EACH, R = z3.Consts("each r", REPLICA)


def _valid(claim: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.add(z3.Not(claim))
    return bool(solver.check() == z3.unsat)


def test_free_replica_called_each_is_refused() -> None:
    untouched = M.tick(X, EACH)
    with pytest.raises(ValueError, match="mentions a replica called each"):
        M.same(untouched, X)
    with pytest.raises(ValueError, match="mentions a replica called each"):
        M.leq(lambda _: X(EACH), Y)


def test_nested_claim_binds_another_replica() -> None:
    nested = for_each(lambda i: for_each(lambda j: X(i) <= X(j)))
    assert not _valid(nested)
    assert _valid(z3.Implies(nested, X(R) == X(EACH)))


def test_claim_about_every_replica_has_one_text() -> None:
    assert for_each(lambda i: X(i) >= 0).sexpr() == for_each(lambda i: X(i) >= 0).sexpr()
