-- title: Every posting is its row of the file, in all columns, and falls under the lines, areas and
--   drivers of the reference data
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.ledger_transactions where is_counted)
-- not_applicable: nothing is booked in any year of the ledger
with roles as (
    select
        max(dimension) filter (dimension_role = 'cost_centre') as cost_centre_dimension,
        max(dimension) filter (dimension_role = 'project') as project_dimension,
        max(dimension) filter (dimension_role = 'counterparty') as counterparty_dimension,
        max(dimension) filter (dimension_role = 'activity') as activity_dimension
    from reference.ledger_dimensions
),

-- What a voucher says is hashed once, and not for each of its postings.
vouchers as (
    select
        ledger_file_id,
        line_number as voucher_line_number,
        voucher_date,
        hash(voucher_series) as voucher_series,
        hash(voucher_number) as voucher_number,
        hash(voucher_text) as voucher_text
    from staging.stg_ledger__vouchers
),

delivered as (
    select
        rows_of_file.* exclude (label, objects, is_counted, ledger_file_id, transaction_date),
        years.fiscal_year,
        coalesce(rows_of_file.transaction_date, vouchers.voucher_date) as posting_date,
        coalesce(vouchers.voucher_series, hash(null)) as voucher_series,
        coalesce(vouchers.voucher_number, hash(null)) as voucher_number,
        vouchers.voucher_date,
        coalesce(vouchers.voucher_text, hash(null)) as voucher_text,
        rows_of_file.objects[cost_centre_dimension] as cost_centre,
        rows_of_file.objects[project_dimension] as project,
        rows_of_file.objects[counterparty_dimension] as counterparty,
        rows_of_file.objects[activity_dimension] as activity
    from staging.stg_ledger__transactions as rows_of_file
    inner join common.dim_fiscal_year as years using (load_id, file_name)
    left join vouchers using (ledger_file_id, voucher_line_number)
    cross join roles
    where rows_of_file.is_counted
),

published as (
    select
        * exclude (
            posting_id, account_id, fiscal_period_id,
            statement_line_id, business_area_id, cost_driver_id, is_open_to_all
        )
        replace (
            hash(voucher_series) as voucher_series,
            hash(voucher_number) as voucher_number,
            hash(voucher_text) as voucher_text
        )
    from economics.fct_ledger_postings
),

-- A column is compared by a checksum over all its rows of a file, which takes a tenth of the time of comparing rows.
-- Each source has its own: a union of the rows would have every text copied.
checksums as (
    select
        'delivered' as source, load_id, file_name,
        bit_xor(hash(line_number, columns(* exclude (load_id, file_name))))
    from delivered
    group by load_id, file_name
    union all by name
    select
        'published' as source, load_id, file_name,
        bit_xor(hash(line_number, columns(* exclude (load_id, file_name))))
    from published
    group by load_id, file_name
),

-- What is made of other columns of a row is held to them, and not to the file again: the period, the account's key ...
derived as (
    select
        fiscal_year,
        sum(if(fiscal_period_id is distinct from strftime(posting_date, '%Y%m'), rows_count, 0)) as fiscal_period_id,
        sum(if(account_id is distinct from fiscal_year || '-' || account, rows_count, 0)) as account_id
    from (
        select fiscal_year, account, account_id, posting_date, fiscal_period_id, count(*) as rows_count
        from economics.fct_ledger_postings
        group by all
    )
    group by fiscal_year
),

-- ... and the row's own.
keys as (
    select
        fiscal_year,
        count_if(posting_id is distinct from concat(load_id, '/', file_name, ':', line_number)) as posting_id
    from economics.fct_ledger_postings
    group by fiscal_year
),

-- What the reference data is asked about: some thousand combinations are all postings.
patterns as (
    select
        fiscal_year, account_id, cost_centre, project, activity, statement_line_id, business_area_id, cost_driver_id,
        count(*) as rows_count
    from economics.fct_ledger_postings
    group by all
),

classified as (
    select
        patterns.*,
        accounts.statement_line_id as right_line,
        coalesce(lines.business_area_id, centres.business_area_id) as right_area,
        if(accounts.section = 'cost', (
            select arg_min(rules.cost_driver_id, rules.rule_order)
            from reference.cost_driver_rules as rules
            where
                coalesce(rules.fiscal_year, patterns.fiscal_year) = patterns.fiscal_year
                and case rules.match_on
                    when 'activity' then rules.match_value = patterns.activity
                    when 'project_kind' then rules.match_value = projects.project_kind
                    when 'statement_line_id' then rules.match_value = accounts.statement_line_id
                    else rules.match_on = 'any'
                end
        ), null) as right_driver
    from patterns
    left join common.dim_account as accounts using (account_id)
    left join reference.statement_lines as lines on accounts.statement_line_id = lines.statement_line_id
    left join reference.cost_centres as centres using (cost_centre)
    left join common.dim_project as projects using (project)
),

misclassified as (
    select
        fiscal_year,
        sum(if(statement_line_id is distinct from right_line, rows_count, 0)) as statement_line_id,
        sum(if(business_area_id is distinct from right_area, rows_count, 0)) as business_area_id,
        sum(if(cost_driver_id is distinct from right_driver, rows_count, 0)) as cost_driver_id
    from classified
    group by fiscal_year
)

select
    concat_ws(', ', load_id, file_name, 'checksum of ' || part) as subject,
    (sum(checksum) filter (source = 'delivered'))::decimal(28, 8) as expected,
    (sum(checksum) filter (source = 'published'))::decimal(28, 8) as actual
from (unpivot checksums on columns(* exclude (source, load_id, file_name)) into name part value checksum)
group by load_id, file_name, part
union all
select
    'year ' || fiscal_year || ', rows under another ' || part || ' than the reference data''s' as subject,
    0::decimal(28, 8) as expected,
    amount::decimal(28, 8) as actual
from (unpivot misclassified on columns(* exclude (fiscal_year)) into name part value amount)
union all
select
    'year ' || fiscal_year || ', rows whose ' || part || ' does not follow from their other columns',
    0,
    amount
from (
    unpivot (select * from derived full join keys using (fiscal_year))
    on columns(* exclude (fiscal_year)) into name part value amount
)
