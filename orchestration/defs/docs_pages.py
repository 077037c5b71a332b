"""Links from Dagster's pages to those of the docs site, which the same server serves at ``/docs``.

The server is ``webserver``; a plain ``dagster dev`` does not have the site.
"""

from __future__ import annotations

import dagster as dg

from orchestration.contracts import Contract
from orchestration.site import addresses

PATH = "/docs"


def link_to_contract(contract: Contract) -> dg.UrlMetadataValue:
    """Return the link to an extract's contract."""
    return dg.MetadataValue.url(
        f"{PATH}/{addresses.contract_page(contract.system, contract.entity)}"
    )


def link_to_table(kind: str, name: str) -> dg.UrlMetadataValue:
    """Return the link to a table's page.

    Parameters
    ----------
    kind
        What dbt calls it: ``model``, ``seed`` or ``source``.
    name
        Its name in dbt.
    """
    return dg.MetadataValue.url(f"{PATH}/{addresses.page_of(kind, name)}")
