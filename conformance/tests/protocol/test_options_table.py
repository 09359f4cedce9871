"""The table of options in PROTOCOL.md equals the one made of the fields of Options."""

import ast
import inspect
import textwrap
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from antichain.conformance.protocol.claims import Options

_DOCUMENT = Path(__file__).parents[2] / "PROTOCOL.md"
_HEADING = "| option of a kind | values, default first | meaning |\n| --- | --- | --- |\n"


def _docstrings() -> dict[str, str]:
    """Return the text below each field, by the field's name."""
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(Options))).body
    assert isinstance(declared, ast.ClassDef)
    texts = {}
    for field, text in zip(declared.body, declared.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                texts[name] = " ".join(words.split()).removesuffix(".")
    return texts


def _values(hint: Any) -> list[object]:  # noqa: ANN401 — the annotations of fields are of many types
    """Return the values that an annotation names; a whole number names none."""
    if hint is bool:
        return [False, True]
    if get_origin(hint) is Literal:
        return [*get_args(hint)]
    if get_origin(hint) in {Union, UnionType}:
        return [value for part in get_args(hint) for value in _values(part)]
    return [None] if hint is type(None) else []


def _word(value: object) -> str:
    return f"`{value}`" if isinstance(value, str) else str(value).lower()


def _row(name: str, text: str) -> str:
    default = getattr(Options(), name)
    values = [v for v in _values(get_type_hints(Options)[name]) if not (name == "delta" and v is True)]
    ordered = [default, *(v for v in values if v != default)]
    return f"| `{name}` | {', '.join(map(_word, ordered))} | {text} |\n"


def test_option_field_has_a_docstring() -> None:
    assert [*_docstrings()] == [*Options.__struct_fields__]


def test_options_table_in_document_equals_fields() -> None:
    document = _DOCUMENT.read_text(encoding="utf-8")
    table = document.partition(_HEADING)[2].partition("\n\n")[0] + "\n"

    assert table == "".join(_row(name, text) for name, text in _docstrings().items())
