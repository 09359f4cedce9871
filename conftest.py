"""The Hypothesis profile of every test, and the examples in README files and documents as tests.

Blocks of Python are run as doctests. Commands in other blocks are tested line by line: the quick ones are run, and of
the others every option and argument is parsed.
"""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner
from hypothesis import settings
from sybil import Document, Example, Region, Sybil
from sybil.sybil import SybilCollection

from antichain.conformance.commands import main

if TYPE_CHECKING:
    from collections.abc import Iterator

# No deadline: a busy machine makes no test wrong. Examples are the same in every run, so that no result is chance.
settings.register_profile("antichain", deadline=None, derandomize=True)
settings.load_profile("antichain")

collect_ignore_glob = [
    "conformance/antichain/conformance/targets/third_party/*/*",
    "*/adapters/templates/*",
]
"""Adapters of published libraries, and templates of adapters, run where their modules are, and can be imported nowhere
else.
"""

ROOT = Path(__file__).parent
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SHELL = ("", "bash", "console", "sh")
COMMAND = re.compile(r"^ *(?:\$ )?((?:antichain|make|pip) [^\n#]*)", re.MULTILINE)
QUICK = re.compile(r"antichain (explain|generate|targets)\b")
"""The commands that are run; the others take seconds to minutes, start servers, or use the network."""


def python_blocks(document: Document) -> Iterator[Region]:
    """Yield each block of Python of a document as one example, so that any process can run it."""
    for block in BLOCK.finditer(document.text):
        if block[1] == "python":
            yield Region(block.start(2), block.end(2), block[2], run_block)


def doctests(document: Document) -> Iterator[Region]:
    """Yield each block of Python with prompts; the documents of the parts also show fragments without them."""
    return (region for region in python_blocks(document) if ">>>" in region.parsed)


def run_block(example: Example) -> str | None:
    """Return what is wrong with a block of Python, or None; a block without prompts is only run."""
    source: str = example.parsed
    if ">>>" not in source:
        exec(compile(source, example.path, "exec"), {})  # noqa: S102 — documents of the project
        return None
    test = doctest.DocTestParser().get_doctest(source, {}, example.path, example.path, example.line)
    output: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(test, out=output.append)
    return None if tried and not failed else "".join(output) or "no example was run"


def commands(document: Document) -> Iterator[Region]:
    """Yield each command line in the blocks of a document."""
    for block in BLOCK.finditer(document.text):
        for line in COMMAND.finditer(block[2]) if block[1] in SHELL else ():
            start = block.start(2) + line.start(1)
            yield Region(start, start + len(line[1]), line[1].strip(), check)


def check(example: Example) -> str | None:
    """Return what is wrong with a command, or None."""
    program, *arguments = shlex.split(example.parsed.split(" > ")[0].split(" | ")[0])
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return None if set(arguments) <= set(targets) else f"make: expected targets of {targets}, found {arguments}"
    if program == "pip":
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "optional-dependencies"
        ]
        named = re.findall(r"\[(.*)\]", example.parsed)
        return None if set(named) <= set(extras) else f"pip: expected extras of {list(extras)}, found {named}"
    if QUICK.match(example.parsed):
        result = CliRunner().invoke(main, arguments)
        return None if result.exit_code == 0 else f"expected exit code 0, found {result.exit_code}: {result.output}"
    return parsed(arguments)


def parsed(arguments: list[str]) -> str | None:
    """Return why the command line of antichain refuses its arguments, or None; nothing is run."""
    command: click.Command = main
    context = click.Context(main, info_name="antichain")
    while isinstance(command, click.Group):
        name, *arguments = arguments
        if (found := command.get_command(context, name)) is None:
            return f"antichain has no subcommand {name!r}"
        command, context = found, click.Context(found, info_name=name, parent=context, **found.context_settings)
    try:
        _, extra, _ = command.make_parser(context).parse_args(arguments)
    except click.UsageError as error:
        return error.format_message()
    return f"unexpected arguments {extra}" if extra else None


pytest_collect_file = SybilCollection(
    [
        Sybil(parsers=[python_blocks, commands], patterns=["README.md", "docs/*.md"], excludes=["*/README.md"]),
        Sybil(parsers=[doctests, commands], patterns=["*/README.md"], excludes=["benchmarks/*"]),
    ]
).pytest()
