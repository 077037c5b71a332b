"""A closed period takes no changes without being reopened on the record, and is closed on published figures only."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries, store
from orchestration.loading.periods import closed_months, parse_period, read_record
from orchestration.operations.closing import close, reopen
from orchestration.releases.publishing import publish
from orchestration.releases.release import MANIFEST_NAME
from orchestration.simulator import simulate
from tests.commands import bokslut
from tests.redelivery import redeliver
from tests.small_release import MODELS, approve, build

SCALE = 0.02


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two years of the ledger and of contact centre months, loaded and published."""
    folder = tmp_path_factory.mktemp("periods")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=["ledger", "contact_centre"], scale=SCALE)
    load_deliveries(settings)
    release(settings, "10.00")
    return settings


@pytest.fixture
def settings(good: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(good.landing, tmp_path / "landing")
    shutil.copytree(good.warehouse, tmp_path / "warehouse", symlinks=True)
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def release(settings: Settings, amount: str) -> None:
    """Publish a small build, which the gate has passed, over the loads as they are."""
    build(settings, amount)
    approve(settings)
    publish(settings, MODELS)


def correct(settings: Settings, month: str) -> None:
    """Deliver a month once more, as a correction that says so."""
    source = settings.landing / "contact_centre" / month
    redeliver(
        source, source.with_name(f"{month}-2"), corrects=month, reason="A call was counted twice."
    )


EDITIONS = {"T1": 4, "T2": 8, "VB": 12}


@pytest.mark.parametrize(
    ("name", "first", "last", "months"),
    [
        ("2013-05", "2013-05-01", "2013-05-31", 1),
        ("2012-02", "2012-02-01", "2012-02-29", 1),
        ("2013-T1", "2013-01-01", "2013-04-30", 4),
        ("2013-T2", "2013-01-01", "2013-08-31", 8),
        ("2013-VB", "2013-01-01", "2013-12-31", 12),
        ("2013", "2013-01-01", "2013-12-31", 12),
    ],
)
def test_a_period_is_a_month_a_tertial_or_a_year(
    name: str, first: str, last: str, months: int
) -> None:
    period = parse_period(name, EDITIONS)
    assert (str(period.first), str(period.last)) == (first, last)
    assert len(list(period.months())) == months


def test_a_board_names_its_periods_by_its_own_editions() -> None:
    quarters = {"Q1": 3, "Q2": 6, "Q3": 9, "Year": 12}
    assert str(parse_period("2013-Q3", quarters).last) == "2013-09-30"
    assert parse_period("2013", quarters).last == parse_period("2013-Year", quarters).last
    with pytest.raises(UsageError) as refused:
        parse_period("2013-T1", quarters)
    assert "2013-Q1 to month 3" in refused.value.remedy


@pytest.mark.parametrize("name", ["2013-13", "2013-T3", "13", "2013-5", "", "2013-05-01"])
def test_what_is_not_a_period_is_said_to_be_none(name: str) -> None:
    with pytest.raises(UsageError, match="is not a period"):
        parse_period(name, EDITIONS)


def test_a_correction_of_a_closed_month_is_refused_until_it_is_reopened_on_the_record(
    settings: Settings,
) -> None:
    close(settings, "2013-05", "controller")
    correct(settings, "2013-05")
    correct(settings, "2013-06")
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    assert "controller closed 2013-05 at 20" in str(caught.value)
    assert "bokslut reopen 2013-05" in str(caught.value)
    (kept,) = (settings.quarantine / "contact_centre").iterdir()
    assert json.loads((kept / "reason.json").read_text("utf-8"))["code"] == "period_closed"
    current = {load.delivery for load in store.current_loads(settings.raw)}
    assert {"2013-05", "2013-06-2"} <= current
    assert not {"2013-05-2", "2013-06"} & current

    reopen(settings, "2013-05", "head of finance", "Two calls were counted twice.")
    load_deliveries(settings)
    assert "2013-05-2" in {load.delivery for load in store.current_loads(settings.raw)}
    assert [(each.action, each.by, each.reason) for each in read_record(settings.periods)] == [
        ("closed", "controller", ""),
        ("reopened", "head of finance", "Two calls were counted twice."),
    ]
    with pytest.raises(RefusedError, match=r"does not show all .* contact_centre/2013-05-2 is not"):
        close(settings, "2013-05", "controller")
    release(settings, "10.00")  # Computed again, with the same result: the same release shows it.
    close(settings, "2013-05", "controller")


def test_a_closed_year_takes_no_ledger_but_a_run_on_what_is_loaded_goes_on(
    settings: Settings,
) -> None:
    close(settings, "2013", "controller")
    assert load_deliveries(settings).loaded == []
    for year in ("2013", "2012"):
        ledger = settings.landing / "ledger"
        redeliver(ledger / f"{year}-VB", ledger / f"{year}-VB-2")
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    assert "2013-VB-2: its period, 2013-01-01 to 2013-12-31, is closed" in str(caught.value)
    assert "2012-VB-2:" not in str(caught.value)


def corrected_voucher(settings: Settings) -> tuple[date, str]:
    """Deliver the year's ledger with one voucher corrected; return its day and what it is called."""
    simulate(settings.landing, systems=["ledger"], scale=SCALE, faults=["corrected_delivery"])
    with duckdb.connect() as connection:
        vouchers = {}
        other = Settings(settings.landing, settings.warehouse.parent / "other")
        load_deliveries(other)
        for name in ("2013-VB", "2013-VB-2"):
            (folder,) = (
                load.folder for load in store.all_loads(other.raw) if load.delivery == name
            )
            vouchers[name] = set(
                connection.execute(f"""
                    select series, voucher_number, voucher_date,
                        list_sort(list([t.account, t.amount::varchar]))::varchar
                    from '{folder}/ledger_vouchers.parquet' v join '{folder}/ledger_transactions.parquet' t
                        on t.voucher_line_number = v.line_number and t.is_counted
                    group by all
                    """).fetchall()
            )
    (changed,) = vouchers["2013-VB-2"] - vouchers["2013-VB"]
    return changed[2], f"voucher {changed[0]} {changed[1]} of {changed[2]}"


def test_a_cumulative_ledger_may_change_the_open_months_and_not_the_closed_ones(
    settings: Settings,
) -> None:
    day, voucher = corrected_voucher(settings)
    other = date(2013, day.month % 12 + 1, 1)
    close(settings, f"{day:%Y-%m}", "controller")
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    assert f"is closed in part, and {voucher} is altered: controller closed" in str(caught.value)
    reopen(settings, f"{day:%Y-%m}", "controller", "The voucher was wrong.")
    close(settings, f"{other:%Y-%m}", "controller")
    assert [load.delivery for load in load_deliveries(settings).loaded] == ["2013-VB-2"]


def test_a_first_ledger_with_vouchers_of_a_closed_month_is_refused(settings: Settings) -> None:
    close(settings, "2013-05", "controller")
    for load in store.all_loads(settings.raw):
        if load.delivery == "2013-VB":
            shutil.rmtree(load.folder)
    with pytest.raises(RefusedError, match=r"closed in part, and voucher .* is new, and \d+ more"):
        load_deliveries(settings)


def test_a_period_is_closed_when_it_is_over_delivered_and_published(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match="Nothing is published"):
        close(Settings(settings.landing, tmp_path / "empty"), "2013-05", "controller")
    today = date.today()
    with pytest.raises(RefusedError, match="can be closed from the day after"):
        close(settings, f"{today + timedelta(days=40):%Y-%m}", "controller")
    with pytest.raises(RefusedError, match=r"contact_centre\.calls, .* has not been delivered"):
        close(settings, "2014-01", "controller")
    with pytest.raises(UsageError, match="no extract 'contact_centre'"):
        close(settings, "2013-05", "controller", ["contact_centre"])
    with pytest.raises(UsageError, match="names the role"):
        close(settings, "2013-05", " ")
    with pytest.raises(RefusedError, match="2013-05 is not closed"):
        reopen(settings, "2013-05", "controller", "It is.")
    assert read_record(settings.periods) == []
    close(settings, "2013-05", "controller")
    with pytest.raises(RefusedError, match="controller closed 2013-05 at"):
        close(settings, "2013-05", "controller")


def test_a_close_without_an_extract_names_it_in_the_record(settings: Settings) -> None:
    for load in store.all_loads(settings.raw):
        if (load.system, load.delivery) == ("contact_centre", "2013-12"):
            shutil.rmtree(load.folder)
    missing = ["calls", "cases", "switchboard_calls", "visits"]
    with pytest.raises(RefusedError, match="2013 is not complete"):
        close(settings, "2013", "controller")
    entry = close(settings, "2013", "controller", [f"contact_centre.{each}" for each in missing])
    assert entry.without == tuple(f"contact_centre.{each}" for each in missing)
    assert read_record(settings.periods) == [entry]


def test_a_release_says_which_months_were_closed_when_it_was_published(settings: Settings) -> None:
    close(settings, "2013-T1", "controller")
    reopen(settings, "2013-02", "controller", "An invoice was late.")
    release(settings, "11.00")
    manifest = json.loads((settings.published / "current" / MANIFEST_NAME).read_text("utf-8"))
    assert [each["month"] for each in manifest["closed_periods"]] == [
        "2013-01",
        "2013-03",
        "2013-04",
    ]
    assert {each["closed_by"] for each in manifest["closed_periods"]} == {"controller"}


@pytest.mark.parametrize("hand", ["changed", "taken out"])
def test_a_record_that_was_changed_by_hand_is_found_out(settings: Settings, hand: str) -> None:
    close(settings, "2013-05", "controller")
    close(settings, "2013-06", "controller")
    lines = settings.periods.read_text("utf-8").splitlines(keepends=True)
    kept = lines[1:] if hand == "taken out" else [lines[0].replace("2013-05", "2013-04"), lines[1]]
    settings.periods.write_text("".join(kept), "utf-8")
    with pytest.raises(RefusedError, match="changed by hand"):
        closed_months(settings.periods)
    with pytest.raises(RefusedError, match="changed by hand"):
        load_deliveries(settings)


@pytest.mark.parametrize("left", [1, 0, None])
def test_a_record_whose_end_was_cut_off_is_found_out(settings: Settings, left: int | None) -> None:
    close(settings, "2013-05", "controller")
    close(settings, "2013-06", "controller")
    lines = settings.periods.read_text("utf-8").splitlines(keepends=True)
    if left is None:
        settings.periods.unlink()
    else:
        settings.periods.write_text("".join(lines[:left]), "utf-8")
    for read in (
        lambda: closed_months(settings.periods),
        lambda: load_deliveries(settings),
        lambda: close(settings, "2013-07", "controller"),
    ):
        with pytest.raises(RefusedError, match="end of the record of closed periods is missing"):
            read()


def test_a_close_that_was_killed_before_the_record_said_how_long_it_is_counts(
    settings: Settings,
) -> None:
    close(settings, "2013-05", "controller")
    head = settings.evidence / "periods.json"
    before = head.read_bytes()
    close(settings, "2013-06", "controller")
    head.write_bytes(before)
    assert {(2013, 5), (2013, 6)} <= closed_months(settings.periods).keys()
    head.write_bytes(b"")
    with pytest.raises(RefusedError, match=r"periods\.json, which says .* cannot be read"):
        closed_months(settings.periods)


def test_the_command_line_closes_reopens_and_shows_the_record(settings: Settings) -> None:
    where = ("--warehouse", settings.warehouse)
    closed = bokslut("close", "2013-05", "--by", "controller", *where)
    assert closed.returncode == 0, closed.stderr
    assert closed.stdout == "closed: 2013-05, 2013-05-01 to 2013-05-31, on release 1\n"
    again = bokslut("close", "2013-05", "--by", "controller", *where)
    assert (again.returncode, again.stdout) == (1, "")
    reopened = bokslut("reopen", "2013-05", "--by", "controller", "--reason", "Late.", *where)
    assert reopened.returncode == 0, reopened.stderr
    assert bokslut("reopen", "2013-05", "--by", "controller", *where).returncode == 2
    shown = json.loads(bokslut("periods", "--json", *where).stdout)
    assert shown["closed_months"] == []
    assert [each["action"] for each in shown["record"]] == ["closed", "reopened"]
    assert "by controller: Late." in bokslut("periods", *where).stdout
