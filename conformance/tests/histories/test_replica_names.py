"""Groups of names: each has three different names that a careless program confuses."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.histories.replica_names import further, hostile, legal
from antichain.conformance.protocol.claims import Options

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 1024


@pytest.mark.parametrize(
    "options", [Options(), Options(ids="non-empty"), Options(ids="integer"), Options(ids="integer", ids_max=str(2**70))]
)
def test_names_of_a_group_differ_and_keep_the_length_limit(options: Options) -> None:
    for group in (*hostile(options), *further(options)):
        assert len({*group}) == len(group)
        assert max(map(len, group)) <= LONGEST


def test_integer_ids_stay_within_the_claim() -> None:
    assert max(int(name) for group in hostile(Options(ids="integer")) for name in group) < 2**31
    wide = [int(name) for group in hostile(Options(ids="integer", ids_max=2**53 - 1)) for name in group]
    assert 2**31 < max(wide) < 2**53


@pytest.mark.parametrize("keeps", [lambda number: number % 2**32, float])
def test_ids_of_a_pattern_differ_beyond_32_bits_and_doubles(keeps: Callable[[int], float]) -> None:
    groups = hostile(Options(ids="pattern", ids_pattern="n-####################"))
    numbers = [[int(name[2:]) for name in group] for group in groups]
    assert all(len({*group}) == len(group) for group in numbers)
    assert any(len({keeps(number) for number in group}) < len(group) for group in numbers)


def test_ids_of_a_pattern_fit_its_digits() -> None:
    options = Options(ids="pattern", ids_pattern="n####.eu")
    assert all(legal(options, name) and len({*group}) == len(group) for group in hostile(options) for name in group)


def test_hostile_names_that_are_not_empty_have_each_other_group() -> None:
    options = Options(ids="non-empty")
    for these, all_ in ((hostile(options), hostile(Options())), (further(options), further(Options()))):
        assert all(legal(options, name) and len({*group}) == len(group) for group in these for name in group)
        assert [group for group in all_ if "" not in group] == [group for group in these if "  " not in group]


def fnv1a(data: bytes) -> int:
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def digest(name: str) -> Callable[[bytes], int]:
    return lambda data: int.from_bytes(hashlib.new(name, data).digest())


@pytest.mark.parametrize(
    ("of", "bits"),
    [(zlib.crc32, 32), (fnv1a, 32), *((digest(name), 8 * hashlib.new(name).digest_size) for name in ("md5", "sha1"))],
)
@pytest.mark.parametrize("high", [False, True])
def test_hash_names_agree_in_24_bits(of: Callable[[bytes], int], bits: int, high: bool) -> None:
    def part(name: str) -> int:
        value = of(name.encode())
        return value >> (bits - 24) if high else value % 2**24

    pairs = [group[:2] for group in further(Options()) if len(group[0]) == len(group[1]) == 8 or "node-" in group[0]]
    assert any(part(one) == part(other) for one, other in pairs)
