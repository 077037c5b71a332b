"""An extract is added by a contract and a staging model; what its files may do wrong is named, and no row is lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.dbt.rendering import render_project
from orchestration.dbt.sources import render_dbt_sources
from orchestration.loading import LoadSummary, load_deliveries, store
from orchestration.loading.views import register_views
from tests.integration.dbt_runs import run_dbt

CONTRACT = """
title: Parking permits
description: One row per permit that was issued in the month.
owner: parking system manager
frequency: month
due_days: 5
format: csv
encoding: iso-8859-1
dialect: {delimiter: ";", decimalChar: ","}
bad_row: quarantine
bad_rows_at_most_pct: 90
schema:
  primaryKey: [permit]
  periodField: issued
  fields:
    - {name: permit, type: string, description: The permit., constraints: {required: true}}
    - {name: issued, type: date, description: The day., constraints: {required: true}}
    - {name: zone, type: string, description: The zone., constraints: {enum: [inner, outer]}}
    - {name: fee, type: number, unit: sek, control_total: true, description: The fee., constraints: {minimum: 0}}
    - {name: holder, type: string, personal: true, description: Who., constraints: {personnummer: true}}
"""
STAGING = """
select
    permit as permit_id,
    issued as issued_date,
    zone,
    fee as fee_sek,
    file_name,
    line_number
from {{ source('raw', 'parking_permits') }}
"""
HEADER = "permit;issued;zone;fee;holder"
GOOD = ["P1;2013-01-02;inner;100,50;", "P2;2013-01-31;outer;1234,00;", "P3;2013-01-15;;;"]


@dataclass
class Parking:
    """An installation whose only contract is that of parking permits."""

    settings: Settings

    def deliver(
        self,
        lines: list[str],
        name: str = "2013-01",
        total: str = "1334.50",
        month: str = "2013-01",
        **own: str,
    ) -> Path:
        return self.deliver_bytes(
            "".join(f"{line}\r\n" for line in lines).encode("iso-8859-1"), name, total, month, **own
        )

    def deliver_bytes(
        self, content: bytes, name: str, total: str, month: str = "2013-01", **own: str
    ) -> Path:
        folder = self.settings.landing / "parking" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "permits.csv").write_bytes(content)
        created = own.pop("created", f"{month}-28T06:00:00+01:00")
        last = {"2013-01": "31", "2013-02": "28"}[month]
        rows = max(content.count(b"\n") - 1, 0)
        manifest = {
            "name": name,
            "created": created,
            "bokslut": {
                "system": "parking",
                "period": {"from": f"{month}-01", "to": f"{month}-{last}"},
            }
            | own,
            "resources": [
                {
                    "name": "permits",
                    "path": "permits.csv",
                    "bytes": len(content),
                    "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                    "bokslut": {
                        "entity": "permits",
                        "rows": rows,
                        "control_totals": {"sum_fee": total},
                    },
                }
            ],
        }
        (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
        return folder

    def load(self) -> LoadSummary:
        return load_deliveries(self.settings)

    def refusal(self) -> str:
        with pytest.raises(RefusedError) as caught:
            self.load()
        return str(caught.value)

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect() as connection:
            contracts = read_contracts(*self.settings.contract_folders).values()
            register_views(connection, self.settings.raw, contracts)
            return connection.execute(sql).fetchall()


@pytest.fixture
def parking(tmp_path: Path) -> Parking:
    contract = tmp_path / "contracts" / "parking" / "permits.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT, "utf-8")
    return Parking(Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "contracts"))


def test_a_contract_and_a_delivery_give_a_typed_table_with_file_and_line(parking: Parking) -> None:
    parking.deliver([HEADER, *GOOD])
    assert parking.load().rejected_rows == 0
    assert parking.query(
        "select permit, fee::varchar, typeof(issued), line_number from raw.parking_permits"
    ) == [
        ("P1", "100.50", "DATE", 2),
        ("P2", "1234.00", "DATE", 3),
        ("P3", None, "DATE", 4),
    ]
    assert parking.query("select distinct file_name from raw.parking_permits") == [
        ("parking/2013-01/permits.csv",)
    ]


def test_a_contract_gives_dbt_its_source(parking: Parking) -> None:
    sources = render_dbt_sources(read_contracts(*parking.settings.contract_folders))
    assert "name: parking_permits" in sources["parking"]
    assert "The fee. Unit: sek." in sources["parking"]


def test_a_contract_and_a_staging_model_are_all_that_an_extract_needs_to_be_read_in_dbt(
    parking: Parking, tmp_path: Path
) -> None:
    parking.deliver([HEADER, *GOOD, "P4;2013-01-03;centre;1,00;"], total="1335.50")
    parking.load()
    board = tmp_path / "board"
    board.mkdir()
    (board / "board.yml").write_text("format: 1\nname_sv: Parkeringsnämnden\n", "utf-8")
    (tmp_path / "contracts").rename(board / "contracts")
    # What a run does between loading and building, and knows of by the contract alone.
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    render_project(settings)
    project = settings.dbt_project
    staging = project / "models" / "staging"
    (staging / "parking" / "stg_parking__permits.sql").write_text(STAGING, "utf-8")
    contracts = read_contracts(*settings.contract_folders)
    build_file = tmp_path / "bokslut.duckdb"
    with duckdb.connect(str(build_file)) as connection:
        register_views(connection, parking.settings.raw, contracts.values())
    built = run_dbt(
        *("build", "--select", "stg_parking__permits"),
        build_file=build_file,
        target=tmp_path / "target",
        project=project,
    )
    assert built.returncode == 0, built.stdout
    with duckdb.connect(str(build_file), read_only=True) as connection:
        rows = connection.execute(
            "select permit_id, issued_date::varchar, zone, fee_sek::varchar, line_number"
            " from staging.stg_parking__permits order by line_number"
        ).fetchall()
    assert rows == [
        ("P1", "2013-01-02", "inner", "100.50", 2),
        ("P2", "2013-01-31", "outer", "1234.00", 3),
        ("P3", "2013-01-15", None, None, 4),
    ]


def test_an_extract_that_has_not_been_delivered_is_an_empty_table_of_its_types(
    parking: Parking,
) -> None:
    assert parking.query("select count(*), any_value(typeof(fee)) from raw.parking_permits") == [
        (0, None)
    ]
    assert parking.query("describe raw.parking_permits")[6][:2] == ("fee", "DECIMAL(18,2)")


def test_columns_are_bound_by_name_in_whatever_order(parking: Parking) -> None:
    parking.deliver(["fee;holder;zone;issued;permit", "5,00;;inner;2013-01-02;P1"], total="5.00")
    parking.load()
    assert parking.query("select permit, fee::varchar from raw.parking_permits") == [("P1", "5.00")]


BAD_ROWS = {
    "P4;2013-01-03;inner;12.50;": "decimal_point",
    "P5;2013-01-03;inner;1 234,50;": "thousands_separator",
    "P6;2013-01-03;inner;12,5-;": "trailing_minus",
    "P7;2013-01-03;inner;-1,00;": "below_minimum",
    "P8;2013-01-03;centre;1,00;": "unknown_code",
    "P9;2013-02-30;inner;1,00;": "not_a_date",
    "PA;2013-02-01;inner;1,00;": "outside_period",
    ";2013-01-03;inner;1,00;": "missing_value",
    "PB;2013-01-03;inner;1,00;19121212-1213": "personnummer_check_digit",
    "PC;2013-01-03;inner;1,00;;more": "too_many_fields",
    "PD;2013-01-03;inner": "too_few_fields",
    "P1;2013-01-03;inner;1,00;": "duplicate_key",
}


@pytest.mark.parametrize(("row", "code"), BAD_ROWS.items(), ids=BAD_ROWS.values())
def test_a_bad_row_is_kept_with_its_reason_line_and_text_and_the_others_are_loaded(
    parking: Parking, row: str, code: str
) -> None:
    # What the sender sums of a row that cannot be read as a number is not known here; it declares nothing.
    sent = {
        "below_minimum": -1,
        "decimal_point": 0,
        "thousands_separator": 0,
        "trailing_minus": 0,
        "too_few_fields": 0,
    }
    parking.deliver([HEADER, *GOOD, row], total=f"{1334 + sent.get(code, 1)}.50")
    summary = parking.load()
    assert (sum(load.rows for load in summary.loaded), summary.rejected_rows) == (3, 1)
    (found,) = parking.query(
        "select line_number, reason_code, raw_text, expected is not null from raw.rejected_rows"
    )
    assert found == (5, code, row, True)


def test_a_valid_personnummer_is_taken(parking: Parking) -> None:
    parking.deliver([HEADER, "P1;2013-01-03;inner;1,00;19121212-1212"], total="1.00")
    assert parking.load().rejected_rows == 0


def test_a_fixed_contract_reloads_what_was_rejected(parking: Parking) -> None:
    parking.deliver([HEADER, *GOOD, "P8;2013-01-03;centre;1,00;"], total="1335.50")
    assert parking.load().rejected_rows == 1
    path = parking.settings.contracts / "parking" / "permits.yml"
    path.write_text(CONTRACT.replace("[inner, outer]", "[inner, outer, centre]"), "utf-8")
    assert parking.load().rejected_rows == 0
    assert parking.query("select count(*) from raw.parking_permits") == [(4,)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("permit;issued;zone;fee;holder;colour", "column 6 (its name is not repeated"),
        ("permit;issued;zone;holder", "column 'fee' is missing"),
        ("permit;issued;zone;fees;holder", "column 'fee' is missing; it looks renamed to 'fees'"),
        ("permit;issued;zone;fee;holder;zone", "column 'zone' appears twice"),
        ("permit,issued,zone,fee,holder", "separated by ','"),
        ("P1;2013-01-02;inner;1,00;", "names none of the contract's columns"),
    ],
)
def test_columns_that_are_not_the_contracts_are_named(
    parking: Parking, header: str, expected: str
) -> None:
    parking.deliver([header])
    message = parking.refusal()
    assert expected in message
    assert "permits.csv" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            f"{HEADER}\r\nPå;2013-01-02;inner;1,00;\r\n".encode(),
            "is UTF-8; its contract says iso-8859-1",
        ),
        (b"\xef\xbb\xbf" + f"{HEADER}\r\n".encode(), "byte order mark"),
        (f"{HEADER}\r\nP1;2013-01-02;inn".encode(), "ends in the middle of line 2"),
        (f"{HEADER}\r\n".encode(), "has no row of permits"),
        (b"PK\x03\x04\x00\x00", "NUL bytes"),
    ],
)
def test_a_file_whose_bytes_are_not_the_contracts_is_refused(
    parking: Parking, content: bytes, expected: str
) -> None:
    parking.deliver_bytes(content, "2013-01", "1.00")
    assert expected in parking.refusal()


def test_a_sum_that_is_not_the_manifests_is_refused(parking: Parking) -> None:
    parking.deliver([HEADER, *GOOD], total="1334.51")
    assert "control total sum_fee is 1334.51, but 1334.50 was read" in parking.refusal()


def test_too_many_bad_rows_refuse_the_file(parking: Parking) -> None:
    parking.deliver([HEADER, *[row for row in BAD_ROWS if row.startswith("P8")]], total="1.00")
    assert "one of inner, outer" in parking.refusal()


def test_the_same_file_as_another_months_is_refused_as_a_copy(parking: Parking) -> None:
    content = f"{HEADER}\r\nP1;2013-01-02;inner;1,00;\r\n".encode()
    parking.deliver_bytes(content, "2013-01", "1.00")
    parking.load()
    path = parking.settings.contracts / "parking" / "permits.yml"
    path.write_text(CONTRACT.replace("  periodField: issued\n", ""), "utf-8")
    parking.deliver_bytes(content, "2013-02", "1.00", month="2013-02")
    assert "has the same bytes as permits.csv of parking/2013-01" in parking.refusal()


def test_a_month_delivered_again_is_refused_unless_it_says_what_it_corrects(
    parking: Parking,
) -> None:
    parking.deliver([HEADER, *GOOD])
    parking.load()
    later = {"created": "2013-02-10T06:00:00+01:00"}
    parking.deliver([HEADER, *GOOD[:2]], name="2013-01-b", **later)
    assert '"corrects": "2013-01"' in parking.refusal()
    parking.deliver(
        [HEADER, *GOOD[:2]], name="2013-01-b", corrects="2013-01", reason="P3 was a test.", **later
    )
    parking.load()
    assert parking.query("select count(*) from raw.parking_permits") == [(2,)]
    assert [load.delivery for load in store.all_loads(parking.settings.raw)] == [
        "2013-01",
        "2013-01-b",
    ]


def test_a_late_month_loads_alone(parking: Parking) -> None:
    parking.deliver(
        [HEADER, "P9;2013-02-02;inner;1,00;"], name="2013-02", total="1.00", month="2013-02"
    )
    parking.load()
    parking.deliver([HEADER, *GOOD])
    assert [load.delivery for load in parking.load().loaded] == ["2013-01"]
    assert parking.query("select count(*) from raw.parking_permits") == [(4,)]


def test_an_id_that_another_months_delivery_used_is_refused_with_both_lines(
    parking: Parking,
) -> None:
    parking.deliver([HEADER, *GOOD])
    parking.load()
    rows = ["P4;2013-02-02;inner;1,00;", "P2;2013-02-03;outer;2,00;", "P1;2013-02-04;outer;3,00;"]
    parking.deliver([HEADER, *rows], name="2013-02", total="6.00", month="2013-02")
    said = parking.refusal()
    assert (
        "2013-02/permits.csv: 2 rows have keys that a delivery of another period has used" in said
    )
    assert "line 3: field permit is 'P2', which parking/2013-01/permits.csv has in line 3" in said
    assert "line 4: field permit is 'P1', which parking/2013-01/permits.csv has in line 2" in said
    assert "What to do: Deliver each row in one period only." in said
    assert [load.delivery for load in store.all_loads(parking.settings.raw)] == ["2013-01"]


def test_an_id_that_only_a_corrected_delivery_used_may_be_used(parking: Parking) -> None:
    parking.deliver([HEADER, *GOOD])
    parking.deliver(
        [HEADER, *GOOD[:2]],
        name="2013-01-b",
        created="2013-02-10T06:00:00+01:00",
        corrects="2013-01",
        reason="P3 is of February.",
    )
    row = "P3;2013-02-02;inner;1,00;"
    parking.deliver(
        [HEADER, row],
        name="2013-02",
        total="1.00",
        month="2013-02",
        created="2013-03-01T06:00:00+01:00",
    )
    parking.load()
    assert parking.query("select count(*) from raw.parking_permits") == [(3,)]


def test_a_personal_id_that_another_months_delivery_used_is_not_repeated(parking: Parking) -> None:
    path = parking.settings.contracts / "parking" / "permits.yml"
    path.write_text(CONTRACT.replace("primaryKey: [permit]", "primaryKey: [holder]"), "utf-8")
    parking.deliver([HEADER, "P1;2013-01-02;inner;1,00;19700112-2394"], total="1.00")
    parking.load()
    parking.deliver(
        [HEADER, "P2;2013-02-02;inner;1,00;19700112-2394"],
        name="2013-02",
        total="1.00",
        month="2013-02",
    )
    said = parking.refusal()
    assert "line 2: field holder is (personal data, not shown here), which parking/2013-01" in said
    assert "19700112" not in said
