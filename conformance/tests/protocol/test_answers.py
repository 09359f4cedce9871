"""Answers in process: numbers and texts of many types have one form inside the harness."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral

import pytest

from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Misshapen, shaped


class Wide:
    """A whole number of another library."""

    def __int__(self) -> int:
        return 2**70


Integral.register(Wide)


class Word(str, Enum):  # noqa: UP042 — unlike that of a StrEnum, its str() is not the word
    BEFORE = "before"


@pytest.mark.parametrize("number", [3.0, "3", Decimal(3), Fraction(3)])
def test_whole_number_of_any_type_is_read(number: object) -> None:
    assert shaped(requests.Value("A"), number) == 3
    assert shaped(requests.Entries("A"), {"A": number, "B": (number, 0)}) == {"A": 3, "B": (3, 0)}


def test_whole_number_of_another_library_is_read() -> None:
    assert shaped(requests.Value("A"), Wide()) == 2**70


@pytest.mark.parametrize("number", [True, 0.5, Decimal("0.5"), Decimal("NaN"), Decimal("Infinity"), Fraction(1, 2)])
def test_number_that_is_not_whole_has_a_wrong_shape(number: object) -> None:
    assert isinstance(shaped(requests.Value("A"), number), Misshapen)


def test_texts_of_another_type_become_plain_texts() -> None:
    answers = (
        shaped(requests.Compare("x", "y"), Word.BEFORE),
        shaped(requests.Digest("A"), Word.BEFORE),
        shaped(requests.Send("A", "x"), Word.BEFORE),
        *shaped(requests.Sort(("x",)), (Word.BEFORE,)),
        *shaped(requests.Entries("A"), {Word.BEFORE: 1}),
    )
    assert [(type(answer), answer) for answer in answers] == [(str, "before")] * 5
