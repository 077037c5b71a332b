"""The invoices of one month, as the columns and the query of their extract, in the order of their days.

``volumes`` gives how many rows have each channel; this module draws which rows do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.simulator.calendar import booking_days, month_of
from orchestration.simulator.delivery import Resource
from orchestration.simulator.extracts import csv_query_resource, sql_list
from orchestration.simulator.invoicing.administration import Customer, customers
from orchestration.simulator.invoicing.suppliers import is_connected, pick_others, suppliers
from orchestration.simulator.invoicing.volumes import (
    administrators,
    first_number,
    hours,
    year_volumes,
)
from orchestration.simulator.ledger.reference import read_reference
from orchestration.simulator.spread import Floats, Ints, Stream

_SYSTEM = "invoicing"
_MUNICIPALITY = "0180"
_CHANNELS = ("skannad", "elektronisk", "svefaktura")
_REGISTRATIONS = ("manuell", "inlast")
_SUPPLIER_CREDIT_PCT = 1.4
_CUSTOMER_CREDIT_PCT = 0.9
_CUSTOMER_MEAN_SEK = 1350
_MEAN_SIZE = 2.164  # of Stream.sizes
_DAY = "DATE '1970-01-01' + day::INTEGER"
_AMOUNT = "amount::DECIMAL(12, 0) * 0.01"


@dataclass(frozen=True)
class Month:
    """A month of a simulation."""

    year: int
    month: int
    seed: int
    scale: float

    def stream(self, *names: object) -> Stream:
        """Return the month's own stream of numbers for a purpose."""
        return Stream(self.seed, _SYSTEM, self.year, self.month, *names)

    def path(self, entity: str) -> str:
        """Return the name of an entity's file."""
        return f"{entity}_{self.year}-{self.month:02}.csv"


def supplier_invoices(month: Month) -> Resource:
    """Return the month's supplier invoices."""
    volumes = year_volumes(month.year, month.seed, month.scale)
    index = month.month - 1
    count = int(volumes.supplier[index])
    dealt = volumes.dealt[slice(*volumes.cuts[index])]
    others = pick_others(month.stream("supplier", "others"), count - len(dealt))
    order = np.argsort(month.stream("supplier", "order").uniform(count), kind="stable")
    senders = np.concatenate([dealt, others])[order]
    buyers = _served(month)
    buyer = month.stream("supplier", "buyer").pick([buyer.weight for buyer in buyers], count)
    mean = np.array([supplier.mean_sek for supplier in suppliers()], dtype=np.float64)
    columns = {
        "number": _numbers(month, "supplier_invoices", int(volumes.supplier[:index].sum()), count),
        "day": _days(month, "supplier", count),
        "buyer": buyer + 1,
        "voucher": _ranks(buyer) + 1,
        "supplier": senders + 1,
        "amount": _amounts(month, "supplier", mean[senders], _SUPPLIER_CREDIT_PCT),
        "channel": _channels(
            month, senders, int(volumes.electronic[index]), int(volumes.svefaktura[index])
        )
        + 1,
        "administrator": _administrators(month, "leverantorsfakturor", count) + 1,
    }
    accounts = [supplier.account for supplier in suppliers()]
    names = read_reference().account_names
    select = f"""
        SELECT 'L' || number AS faktura_id,
            {sql_list(buyer.name for buyer in buyers)}[buyer] AS kopare,
            {sql_list(buyer.organisation for buyer in buyers)}[buyer] AS kopare_id,
            {sql_list(supplier.name for supplier in suppliers())}[supplier] AS leverantor,
            {sql_list(supplier.number for supplier in suppliers())}[supplier] AS leverantor_id,
            'LF{month.month:02}' || lpad(voucher::VARCHAR, 6, '0') AS verifikationsnummer,
            {_DAY} AS datum, {_AMOUNT} AS belopp,
            {sql_list(accounts)}[supplier] AS konto_nr,
            {sql_list(names[account] for account in accounts)}[supplier] AS konto_text,
            '{_MUNICIPALITY}' AS kommun_id,
            -- Each supplier numbers its own invoices, upwards.
            (supplier * 7919 % 90000 + number % 10000000)::VARCHAR AS fakturanummer,
            {sql_list(_CHANNELS)}[channel] AS kanal,
            {_administrator_codes()}[administrator] AS handlaggare
        FROM rows
    """
    entity = "supplier_invoices"
    return csv_query_resource(_SYSTEM, entity, month.path(entity), select, columns)


def customer_invoices(month: Month) -> Resource:
    """Return the month's customer invoices; administrations sell, companies do it by themselves."""
    volumes = year_volumes(month.year, month.seed, month.scale)
    index = month.month - 1
    count = int(volumes.customer[index])
    sellers = [customer for customer in _served(month) if customer.kind == "forvaltning"]
    file_loaded = _chosen(
        month.stream("customer", "loaded").uniform(count), int(volumes.file_loaded[index])
    )
    columns = {
        "number": _numbers(month, "customer_invoices", int(volumes.customer[:index].sum()), count),
        "day": _days(month, "customer", count),
        "seller": month.stream("customer", "seller").pick(
            [seller.weight for seller in sellers], count
        )
        + 1,
        "amount": _amounts(
            month, "customer", np.full(count, float(_CUSTOMER_MEAN_SEK)), _CUSTOMER_CREDIT_PCT
        ),
        "registration": file_loaded.astype(np.int64) + 1,
        "administrator": _administrators(month, "kundfakturor", count) + 1,
    }
    select = f"""
        SELECT 'K' || number AS faktura_id, {_DAY} AS faktura_datum,
            {sql_list(seller.name for seller in sellers)}[seller] AS forvaltning,
            {sql_list(seller.code for seller in sellers)}[seller] AS forvaltning_id,
            {_AMOUNT} AS belopp,
            {sql_list(_REGISTRATIONS)}[registration] AS registrering,
            {_administrator_codes()}[administrator] AS handlaggare
        FROM rows
    """
    entity = "customer_invoices"
    return csv_query_resource(_SYSTEM, entity, month.path(entity), select, columns)


def _served(month: Month) -> list[Customer]:
    """Return those whose agreement had begun when the month did."""
    first = np.datetime64(f"{month.year}-{month.month:02}-01").astype(object)
    return [customer for customer in customers() if customer.agreement_from <= first]


def _numbers(month: Month, measure: str, earlier: int, count: int) -> Ints:
    first = first_number(measure, month.year, month.scale) + earlier
    return np.arange(first, first + count)


def _days(month: Month, name: str, count: int) -> Ints:
    """Return workdays of the month, ascending."""
    days = booking_days(month.year)
    days = days[month_of(days) == month.month - 1]
    drawn = np.sort(month.stream(name, "day").uniform(count))
    return days[(drawn * len(days)).astype(np.int64)]


def _amounts(month: Month, name: str, mean_sek: Floats, credit_pct: float) -> Ints:
    """Return amounts in öre, many small and few large, some of them credited."""
    sizes = month.stream(name, "size").sizes(len(mean_sek))
    ore = np.rint(mean_sek * (100 / _MEAN_SIZE) * sizes).astype(np.int64)
    credited = month.stream(name, "credit").uniform(len(mean_sek)) * 100 < credit_pct
    return np.where(credited, -ore, ore)


def _channels(month: Month, senders: Ints, electronic: int, svefaktura: int) -> Ints:
    """Return each invoice's channel, so many of each; only connected suppliers send Svefaktura."""
    able = is_connected(month.year, month.month)[senders]
    keys = month.stream("supplier", "svefaktura").uniform(len(senders))
    is_svefaktura = _chosen(np.where(able, keys, 2.0), min(svefaktura, int(able.sum())))
    keys = month.stream("supplier", "electronic").uniform(len(senders))
    is_electronic = _chosen(np.where(is_svefaktura, -1.0, keys), electronic)
    return is_electronic.astype(np.int64) + is_svefaktura


def _administrators(month: Month, process: str, count: int) -> Ints:
    """Return who handled each invoice; those who worked more handled more."""
    worked = hours(process, month.year, month.seed, month.scale)[month.month - 1]
    return month.stream(process, "administrator").pick(worked.astype(np.float64), count)


def _administrator_codes() -> str:
    return sql_list(administrator.code for administrator in administrators())


def _ranks(groups: Ints) -> Ints:
    """Return each row's place among the rows of its group, from 0."""
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups)
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(np.cumsum(counts) - counts, counts)
    return ranks


def _chosen(keys: Floats, count: int) -> np.ndarray:
    """Return a mask that is true for the ``count`` rows with the lowest keys."""
    mask = np.zeros(len(keys), dtype=bool)
    mask[np.argsort(keys, kind="stable")[:count]] = True
    return mask
