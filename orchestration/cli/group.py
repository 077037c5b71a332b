"""How ``bokslut --help`` lists the verbs: in groups, with whole sentences, and an example on each verb's own page."""

from __future__ import annotations

import inspect
from itertools import chain

import click

# What people come for first; a verb that is in no group is listed last.
GROUPS = {
    "Every day": ("run", "status", "inspect", "quarantine", "accept"),
    "From figures to rows": ("figures", "trace", "check", "diff"),
    "For readers": ("report", "docs", "publish", "export"),
    "Look after the warehouse": (
        "verify", "rollback", "close", "reopen", "periods", "backup", "restore", "alert", "schema",
    ),
    "Your own data": ("board", "contract", "deliver"),
    "Try it": ("simulate",),
}  # fmt: skip


class Commands(click.Group):
    """A group of commands that lists each with the whole first sentence of its help."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, in the order of their names."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _first_sentence(self.commands[name])) for name in self.list_commands(ctx)]
            )


class Verbs(click.Group):
    """A group of commands that lists them by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group of commands with the first sentence of each command's help."""
        grouped = set(chain.from_iterable(GROUPS.values()))
        others = tuple(name for name in self.list_commands(ctx) if name not in grouped)
        width = max(map(len, self.commands))
        for title, names in {**GROUPS, "More": others}.items():
            rows = [
                (name.ljust(width), _first_sentence(self.commands[name]))
                for name in names
                if name in self.commands
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _first_sentence(command: click.Command) -> str:
    paragraph = inspect.cleandoc(command.help or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def examples(*commands: str) -> str:
    """Return commands as the last part of a verb's help, one per line."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {command}" for command in commands)])
