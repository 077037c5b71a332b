with costs as (
    select
        postings.fiscal_year,
        postings.amount_sek
    from {{ ref('int_economics__postings') }} as postings
    inner join {{ ref('cost_centres') }} as cost_centres
        on postings.cost_centre = cost_centres.cost_centre
    inner join {{ ref('statement_lines') }} as statement_lines
        on postings.statement_line_id = statement_lines.statement_line_id
    where cost_centres.is_administration and statement_lines.section = 'cost'
)

-- A year without such costs has zero of them.
select
    fiscal_years.fiscal_year,
    {{ money('coalesce(sum(costs.amount_sek), 0)') }} as cost_sek
from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
left join costs
    on fiscal_years.fiscal_year = costs.fiscal_year
group by fiscal_years.fiscal_year
