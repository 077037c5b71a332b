"""What the documentation promises: its links lead somewhere, its commands exist, and its lists are complete."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from orchestration.boards.rules import declared_rules, parameter_defaults
from orchestration.cli.main import cli
from orchestration.core.settings import PROJECT_ROOT
from orchestration.defs.run_log import RUN_EVENTS
from orchestration.loading.limits import Limits
from orchestration.loading.periods import CLOSED, REOPENED

DOCS = PROJECT_ROOT / "docs"
SITE = PROJECT_ROOT / "orchestration" / "site" / "templates"
PAGES = [PROJECT_ROOT / "README.md", PROJECT_ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def _named(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _commands(text: str) -> list[str]:
    """Return the ``bokslut`` commands that a page prints in its console blocks, without comments."""
    lines = "\n".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL)).splitlines()
    typed = [re.sub(r"\s# .*", "", line[2:]) for line in lines if re.match(r"[$#] ", line)]
    parts = [part.strip() for line in typed for part in re.split(r"&&|\|", line)]
    return [part for part in parts if part.startswith("bokslut")]


def _check(command: str) -> None:
    """Raise a click exception where the command line does not know the verb, an option or an argument."""
    words = shlex.split(command)[1:]
    if words in (["--help"], ["--version"]):
        return
    verb: click.Command = cli
    while isinstance(verb, click.Group) and words:
        if words[0] not in verb.commands:
            raise click.UsageError(f"there is no verb {words[0]}")
        verb, words = verb.commands[words[0]], words[1:]
    if "--help" not in words:
        verb.make_context(verb.name, words)


def test_the_readme_is_a_landing_page_of_at_most_8_kb() -> None:
    assert len((PROJECT_ROOT / "README.md").read_bytes()) <= 8192


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_and_picture_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = unquote(target).partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), target
        assert found.is_relative_to(PROJECT_ROOT), target
        assert not anchor or anchor in _anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_command_that_a_page_prints_exists(page: Path) -> None:
    for command in _commands(page.read_text("utf-8")):
        try:
            _check(command)
        except click.ClickException as error:
            pytest.fail(f"{command}: {error.format_message()}")


def test_every_command_that_the_docs_site_prints_exists() -> None:
    templates = "\n".join(path.read_text("utf-8") for path in sorted(SITE.glob("*.j2")))
    printed = re.findall(r"<code>(bokslut [^<]+)</code>", templates)
    assert printed
    for command in printed:
        _check(re.sub(r"\{\{.*?\}\}", "1", command))


@pytest.mark.parametrize(
    "command",
    [
        *("bokslut reprot", "bokslut run --nonsense", "bokslut trace", "bokslut rollback one"),
        *("bokslut export table", "bokslut export tables --format xlsx"),
    ],
)
def test_a_command_that_does_not_exist_is_found(command: str) -> None:
    (printed,) = _commands(f"```console\n$ make run\n$ {command}   # so\n```")
    with pytest.raises(click.ClickException):
        _check(printed)


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_shows_an_example_that_it_accepts(verb: str) -> None:
    shown = cli.commands[verb].get_help(click.Context(cli.commands[verb], info_name=verb))
    printed = [line.strip() for line in shown.splitlines() if re.match(" +bokslut ", line)]
    assert printed, "no example"
    for command in printed:
        assert command.split()[1] == verb
        _check(command)


def test_the_help_lists_every_verb_with_its_whole_sentence() -> None:
    shown = cli.get_help(click.Context(cli, info_name="bokslut"))
    assert "..." not in shown.split("Options:")[1]
    for name, verb in cli.commands.items():
        sentence = " ".join((verb.help or "").split("\n\n")[0].split())
        assert " ".join(shown.split()).count(f" {name} {sentence}") == 1, name


def test_the_readme_says_how_bokslut_gets_onto_the_path_before_it_is_used() -> None:
    text = (PROJECT_ROOT / "README.md").read_text("utf-8")
    assert text.index("$ source .venv/bin/activate") < text.index("$ bokslut ")


def test_the_page_of_the_command_line_lists_every_verb_and_no_other() -> None:
    table = (DOCS / "command-line.md").read_text("utf-8").split("| Verb |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `bokslut ([\w-]+)", table, re.MULTILINE)) == set(cli.commands)


def test_the_page_of_the_configuration_lists_every_variable_and_no_other() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(BOKSLUT_\w+)`", page, re.MULTILINE))
    sources = [
        path
        for path in [*PROJECT_ROOT.glob("orchestration/**/*.py"), *PROJECT_ROOT.glob("deploy/**/*")]
        if path.is_file() and path.suffix in {".py", ".yaml", ".example", ".service"}
    ]
    read = {
        name
        for path in sources
        for name in re.findall(r"BOKSLUT_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))
    }
    # Set for dbt by the run itself, so they are not settings of an installation.
    read -= {"BOKSLUT_BUILD_FILE", "BOKSLUT_COMPUTED_TABLES"}
    # Each limit has a variable, named after it.
    limits = {f"BOKSLUT_LIMIT_{field.name.upper()}": field.default for field in fields(Limits)}
    assert listed == read | set(limits)
    for variable, default in limits.items():
        assert re.search(rf"^\| `{variable}` \|.*\| {default} \|$", page, re.MULTILINE), variable


def test_the_page_of_operations_lists_every_event_of_the_log_and_no_other() -> None:
    page = (DOCS / "operations.md").read_text("utf-8").split("\nEvents: ")[1].split("\n")[0]
    code = "".join(
        path.read_text("utf-8") for path in sorted(PROJECT_ROOT.glob("orchestration/**/*.py"))
    )
    logged = set(re.findall(r'\blog_event\(\s*[\w.]+,\s*"(\w+)"', code))
    logged |= {f"period_{action}" for action in (CLOSED, REOPENED)}
    assert set(re.findall(r"`(\w+)`", page)) == logged | set(RUN_EVENTS.values()) | {"said"}


def test_the_page_of_the_configuration_lists_the_rules_of_a_board_with_their_defaults() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    section = page.split("## Rules of a board")[1].split("\n###")[0]
    listed = re.findall(r"^\| `([a-z_]+)` \| `?([^|`]*?)`? \|", section, re.MULTILINE)
    defaults = {name: str(default) for name, default in parameter_defaults().items()}
    assert dict(listed) == {name: defaults.get(name, "") for name in declared_rules()}


def test_the_glossary_is_in_alphabetical_order_without_repetition() -> None:
    words = re.findall(r"^\| ([^|]+) \|", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    words = words[1:] if words[0] == "Word" else words
    assert len(words) > 30
    assert words == sorted(set(words))
