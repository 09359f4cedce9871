"""``antichain``: the group of all subcommands; each is imported when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from antichain.conformance.commands.console.output import TYPED, end_interrupted, guarded_output, print_error_object

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "check": "checking",
    "doctor": "authoring",
    "explain": "theory",
    "feed": "feed",
    "findings": "libraries",
    "generate": "theory",
    "new-adapter": "authoring",
    "probe": "authoring",
    "prove": "theory",
    "rejudge": "checking",
    "render": "checking",
    "replay": "checking",
    "survey": "libraries",
    "targets": "libraries",
    "zoo": "theory",
}
"""The package of each subcommand: a function and its module have the name of the command, with ``_`` for ``-``."""


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it runs, so that no command waits for the imports of another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand, or None if there is none of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(
            import_module(f"antichain.conformance.commands.{COMMANDS[cmd_name]}.{name}"), name
        )
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 — the signature of click
    ) -> click.Context:
        """Return the context of a run, which keeps the words of the command line."""
        words = ("antichain", *args)
        context = super().make_context(info_name, args, parent, **extra)
        context.meta[TYPED] = words
        return context

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 — the signature of click
        """Run the subcommand; with ``--json``, an error is also an object on standard output."""
        try:
            return super().invoke(ctx)
        except click.ClickException as wrong:
            print_error_object(wrong.format_message(), wrong.exit_code)
            raise
        except KeyboardInterrupt:
            end_interrupted("INTERRUPTED before the command had a result")

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 — the signature of click
        """Run the command line; an output that cannot be written ends it with exit code 2."""
        with guarded_output():
            return super().main(*args, **kwargs)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="antichain")
def main() -> None:
    """Check implementations of vector clocks and replicated counters against a formal model."""
