-- A report of another board says nothing of this ledger, nor does one of a year that is not loaded: the boards of a
-- city share one organisation number. One without a board's name is of the board in whose folder the register is.
select distinct
    reports.report_id,
    reports.fiscal_year
from {{ ref('published_reports') }} as reports
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on reports.fiscal_year = fiscal_years.fiscal_year
inner join {{ ref('stg_ledger__files') }} as files
    on
        fiscal_years.ledger_file_id = files.ledger_file_id
        and reports.org_number = files.org_number
cross join {{ ref('board_rules') }} as rules
where
    reports.board_name_sv is null
    or reports.board_name_sv = rules.board_name_sv
