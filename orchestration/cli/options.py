"""The options that verbs of the command line share."""

from __future__ import annotations

import click

landing = click.option(
    "--landing", metavar="DIR", help="Folder of deliveries [BOKSLUT_LANDING, or landing]."
)
warehouse = click.option(
    "--warehouse", metavar="DIR", help="Folder of the warehouse [BOKSLUT_WAREHOUSE, or warehouse]."
)
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, for machines."
)
