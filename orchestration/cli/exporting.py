"""The verb ``export``: files of a release in the formats that others' programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from orchestration.cli.group import Commands, examples
from orchestration.cli.options import release as _release
from orchestration.cli.options import warehouse
from orchestration.core.display import amount, with_thousands
from orchestration.core.row_files import FORMS
from orchestration.core.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _to(what: str) -> Callable[[_Command], _Command]:
    """Return the option of the folder that files are written to; ``what`` says which files."""
    return click.option(
        "--to",
        type=click.Path(path_type=Path, file_okay=False),
        default=".",
        show_default=True,
        metavar="DIR",
        help=what,
    )


@click.group(cls=Commands, epilog=examples("bokslut export tables --form xlsx --to tables"))
def export() -> None:
    """Write tables of a release as CSV or Excel, or a semantic model, a catalogue of open data, a supplier ledger."""


@export.command(
    "tables",
    epilog=examples(
        "bokslut export tables mart_goals__indicators --form xlsx",
        "bokslut export tables --to tables",
        "bokslut export tables fct_employees_by_month --audience hr",
    ),
)
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@_release
@click.option(
    "--form",
    type=click.Choice(FORMS),
    default="csv",
    show_default=True,
    help="CSV as a Swedish Excel opens it, an Excel workbook, or Parquet.",
)
@click.option(
    "--audience",
    default="",
    metavar="NAME",
    help="Who the files are for, such as hr; by default everybody, who may not read all rows.",
)
@_to("Where to write a file for each table.")
@warehouse
def tables(
    names: tuple[str, ...],
    release: int | None,
    form: str,
    audience: str,
    to: Path,
    warehouse: str | None,
) -> None:
    """Write published tables as CSV, Excel or Parquet: those named, or all that the audience may read."""
    from orchestration.releases.reader import find_release
    from orchestration.serving.exports import write_tables

    found = find_release(Settings.from_environment(None, warehouse), release)
    for file in write_tables(found, names, form, to, audience=audience):
        said = f"{with_thousands(file.rows)} rows"
        if file.rows < file.rows_of_table:
            said += f", of {with_thousands(file.rows_of_table)}: those that all may read"
        click.echo(f"wrote {file.path}: {said}")


@export.command("semantic-model", epilog=examples("bokslut export semantic-model --to powerbi"))
@_release
@_to("Where to write the folder Bokslut.SemanticModel.")
@click.option(
    "--files",
    metavar="DIR",
    help="The release's folder as the reader's machine sees it [published/current of the warehouse].",
)
@warehouse
def semantic_model(release: int | None, to: Path, files: str | None, warehouse: str | None) -> None:
    """Write tables, relations and measures as a model that Power BI and Tabular Editor open (TMSL)."""
    from orchestration.releases.reader import find_release
    from orchestration.releases.release import CURRENT
    from orchestration.serving.exports import write_semantic_model

    settings = Settings.from_environment(None, warehouse)
    found = find_release(settings, release)
    source = found.folder if release else settings.published / CURRENT
    for path in write_semantic_model(found, to, files or str(source)):
        click.echo(f"wrote {path}")


@export.command(
    "catalogue",
    epilog=examples(
        "bokslut export catalogue --files https://data.example.org/bokslut --contact data@example.org --to dcat.jsonld"
    ),
)
@_release
@click.option(
    "--files", required=True, metavar="URL", help="Where the release's folder is served on the web."
)
@click.option("--contact", required=True, metavar="E-MAIL", help="Who answers questions.")
@click.option("--licence", metavar="URL", help="The terms of use [CC0, which Digg recommends].")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The file to write, in JSON-LD.",
)
@warehouse
def catalogue(
    release: int | None,
    files: str,
    contact: str,
    licence: str | None,
    to: Path,
    warehouse: str | None,
) -> None:
    """Write the metadata of what may be open data, as the national data portal harvests it (DCAT-AP-SE 3)."""
    from orchestration.boards.board import read_board
    from orchestration.releases.reader import find_release
    from orchestration.serving.exports import CC0, Publication, write_catalogue

    settings = Settings.from_environment(None, warehouse)
    publication = Publication(files, contact, licence or CC0)
    count = write_catalogue(
        find_release(settings, release), read_board(settings.board), publication, to
    )
    click.echo(f"wrote {to}: {count} datasets")


@export.command(
    "supplier-ledger",
    epilog=examples("bokslut export supplier-ledger --year 2013 --to leverantorsreskontra"),
)
@_release
@click.option("--year", type=int, required=True, help="The year of booking.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Where to write a file for each month.",
)
@warehouse
def supplier_ledger(release: int | None, year: int, to: Path, warehouse: str | None) -> None:
    """Write the supplier invoices by the national specification 1.1, with private persons masked."""
    from orchestration.releases.reader import find_release
    from orchestration.serving.exports import write_supplier_ledger

    settings = Settings.from_environment(None, warehouse)
    for file in write_supplier_ledger(settings, find_release(settings, release), year, to):
        click.echo(
            f"wrote {file.path}: {with_thousands(file.rows)} rows, {amount(file.amount_sek)} kr; "
            f"{with_thousands(file.masked)} with a masked supplier"
        )
