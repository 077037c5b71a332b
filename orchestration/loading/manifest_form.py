"""The form of a manifest: which objects and keys it has, as models that the JSON Schema beside it is made of.

A manifest is a Frictionless Data Package (https://datapackage.org). What that standard has no place for is under
the key ``bokslut``, where no other key than ours is taken; elsewhere the standard's own keys are let be.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from pydantic import Field as ModelField

from orchestration.loading.manifest_values import (
    Count,
    Day,
    Digest,
    FilePath,
    Moment,
    Reason,
    Share,
    Text,
    Total,
)

SCHEMA_FILE = Path(__file__).with_name("datapackage.schema.json")


class _Standard(BaseModel):
    """An object of the Data Package standard, which may have other keys of the standard."""

    model_config = ConfigDict(extra="allow", frozen=True)


class _Own(BaseModel):
    """An object under ``bokslut``, whose keys are ours alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodModel(_Own):
    """The period that a delivery is of."""

    first: Day = ModelField(alias="from", description="The period's first day.")
    last: Day = ModelField(alias="to", description="The period's last day.")


class ResourceOwn(_Own):
    """What a file, or a sheet of a workbook, holds."""

    entity: Text = ModelField(description="The extract, as its contract is named.")
    rows: Count = ModelField(description="The entity's rows; of a ledger its #TRANS records.")
    control_totals: dict[Text, Total] = ModelField(
        default_factory=dict, description="The sender's own sums, each by its name."
    )
    sample_share: Share | None = ModelField(
        default=None,
        description="The share of the rows that are delivered, where the file is a sample.",
    )


class ResourceModel(_Standard):
    """One entity of a delivery: a file, or a sheet of a workbook that others share."""

    path: FilePath = ModelField(description="The file, from the delivery's folder.")
    bytes: Count = ModelField(description="The file's length.")
    hash: Digest = ModelField(description="The file's SHA-256.")
    bokslut: ResourceOwn = ModelField(description="What the file holds.")


class DeliveryOwn(_Own):
    """Whose delivery it is, of when, and which earlier one it corrects."""

    system: Text = ModelField(description="The system, as the folder above is named.")
    period: PeriodModel = ModelField(description="The period that the delivery is of.")
    corrects: Text | None = ModelField(
        default=None, description="The earlier delivery that this one may change the content of."
    )
    reason: Reason | None = ModelField(default=None, description="Why it is corrected.")


class ManifestModel(_Standard):
    """The manifest of a delivery to Bokslut, a Frictionless Data Package."""

    created: Moment = ModelField(description="When this content was made.")
    bokslut: DeliveryOwn = ModelField(description="What the standard has no place for.")
    resources: list[ResourceModel] = ModelField(min_length=1, description="The files.")


def json_schema() -> str:
    """Return the JSON Schema of a manifest, which ``SCHEMA_FILE`` holds, for editors and senders' tests."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return (
        json.dumps(schema | ManifestModel.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    )
