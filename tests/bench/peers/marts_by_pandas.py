"""Five facts by month, as people write them by hand in pandas, from the raw layer's Parquet; print the seconds of each.

    marts_by_pandas.py FILES FOLDER

FILES is JSON: the Parquet files of each raw table. FOLDER gets the result of each, named as the model that it is.
Amounts are floats, as pandas reads decimals into objects that it cannot sum in numpy; each is rounded to the öre.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

CHANNELS = {"skannad": "scanned", "elektronisk": "electronic", "svefaktura": "svefaktura"}
ANSWER_WITHIN_SECONDS = 60

Read = Callable[[str, list[str]], Any]


def month(dates: Any) -> Any:
    """Return the month of each date, as the fiscal periods are named: ``201307``."""
    return pd.to_datetime(dates).dt.strftime("%Y%m")


def local(instants: Any) -> Any:
    """Return instants by the clock in Sweden."""
    return pd.to_datetime(instants, utc=True).dt.tz_convert("Europe/Stockholm")


def fct_supplier_invoices_by_month(read: Read) -> Any:
    """Count suppliers' invoices, and sum their amounts."""
    frame = read("invoicing_supplier_invoices", ["datum", "kopare", "kanal", "belopp"])
    frame["fiscal_period_id"] = month(frame["datum"])
    frame["channel"] = frame["kanal"].map(CHANNELS)
    frame["amount_sek"] = frame["belopp"].astype(float)
    keys = ["fiscal_period_id", "administration", "channel"]
    grouped = frame.rename(columns={"kopare": "administration"}).groupby(keys)["amount_sek"]
    return grouped.agg(invoices_count="size", amount_sek="sum").round(2).reset_index()


def fct_customer_invoices_by_month(read: Read) -> Any:
    """Count invoices to customers, and sum their amounts."""
    columns = ["faktura_datum", "forvaltning", "registrering", "belopp"]
    frame = read("invoicing_customer_invoices", columns)
    frame["fiscal_period_id"] = month(frame["faktura_datum"])
    frame["channel"] = (frame["registrering"] == "inlast").map({True: "file", False: "manual"})
    frame["amount_sek"] = frame["belopp"].astype(float)
    keys = ["fiscal_period_id", "administration", "channel"]
    grouped = frame.rename(columns={"forvaltning": "administration"}).groupby(keys)["amount_sek"]
    return grouped.agg(invoices_count="size", amount_sek="sum").round(2).reset_index()


def fct_payslips_by_month(read: Read) -> Any:
    """Count payslips."""
    frame = read("payroll_payslips", ["utbetalning_datum", "forvaltning", "underlag"])
    frame["fiscal_period_id"] = month(frame["utbetalning_datum"])
    frame["is_self_service"] = frame["underlag"] == "sjalvservice"
    keys = ["fiscal_period_id", "administration", "is_self_service"]
    grouped = frame.rename(columns={"forvaltning": "administration"}).groupby(keys)
    return grouped.size().rename("payslips_count").reset_index()


def fct_cases_by_month(read: Read) -> Any:
    """Count the contact centre's cases by how they ended."""
    columns = ["opened_at", "answer_group", "channel", "solved_at_first_contact", "handed_over_to"]
    frame = read("contact_centre_cases", columns)
    frame["fiscal_period_id"] = local(frame["opened_at"]).dt.strftime("%Y%m")
    frame["outcome"] = "open"
    frame.loc[frame["handed_over_to"].notna(), "outcome"] = "handed_over"
    frame.loc[frame["solved_at_first_contact"], "outcome"] = "solved_at_first_contact"
    keys = ["fiscal_period_id", "answer_group", "channel", "outcome"]
    return frame.groupby(keys).size().rename("cases_count").reset_index()


def fct_calls_by_month(read: Read) -> Any:
    """Count the contact centre's calls by weekday and hour, with those in time and their wait."""
    frame = read("contact_centre_calls", ["queued_at", "queue", "wait_seconds", "answered"])
    at = local(frame["queued_at"])
    frame["fiscal_period_id"] = at.dt.strftime("%Y%m")
    frame["weekday_number"], frame["hour_number"] = at.dt.day_of_week + 1, at.dt.hour
    frame["in_time"] = frame["answered"] & (frame["wait_seconds"] <= ANSWER_WITHIN_SECONDS)
    keys = ["fiscal_period_id", "queue", "weekday_number", "hour_number"]
    return (
        frame.groupby(keys)
        .agg(
            calls_count=("queue", "size"),
            answered_count=("answered", "sum"),
            in_time_count=("in_time", "sum"),
            wait_seconds=("wait_seconds", "sum"),
        )
        .reset_index()
    )


MARTS = (
    fct_supplier_invoices_by_month,
    fct_customer_invoices_by_month,
    fct_payslips_by_month,
    fct_cases_by_month,
    fct_calls_by_month,
)


def main() -> None:
    """Make each result, write it, and print its seconds."""
    files, folder = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])

    def read(table: str, columns: list[str]) -> Any:
        return pd.concat([pd.read_parquet(path, columns=columns) for path in files[table]])

    for mart in MARTS:
        started = time.perf_counter()
        mart(read).to_parquet(folder / f"{mart.__name__}.parquet")
        print(mart.__name__, time.perf_counter() - started)


if __name__ == "__main__":
    main()
