-- A report of another board says nothing of this ledger, nor does one of a year that is not loaded: all boards of a city
-- have one organisation number.
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
where reports.board_name_sv = {{ dbt.string_literal(dbt.escape_single_quotes(var('board_name_sv'))) }}
