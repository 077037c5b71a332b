-- Signed so that the rows of two kinds can be summed: what is held against the outcome, a budget or the year before,
-- counts against it in the net, and the year before in the amount as well, whose change between the years is asked for.
with income_postings as (
    select
        postings.*,
        coalesce(cost_centres.is_administration, false) as is_administration
    from {{ ref('int_economics__postings') }} as postings
    left join {{ ref('cost_centres') }} as cost_centres
        on postings.cost_centre = cost_centres.cost_centre
    where postings.statement = 'income'
),

kinds as (
    {%- for kind, year, sign in (
        ("outcome", "fiscal_years.fiscal_year", "1"),
        ("prior_outcome", "fiscal_years.prior_fiscal_year", "-1"),
    ) %}
    select
        fiscal_years.fiscal_year,
        '{{ kind }}' as kind,
        postings.section as side,
        postings.business_area_id,
        postings.statement_line_id,
        postings.statement_line_role,
        postings.cost_driver_id,
        postings.cost_driver_role,
        postings.is_administration,
        {{ sign }} * postings.presented_sek as amount_sek,
        {{ sign }} * postings.presented_sek as weighed_sek,
        'int_economics__postings' as source_model,
        postings.load_id,
        postings.file_name,
        postings.line_number
    from income_postings as postings
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on postings.fiscal_year = {{ year }}
    union all
    {%- endfor %}
    select
        fiscal_year,
        'budget' as kind,
        section as side,
        business_area_id,
        statement_line_id,
        {{ as_text('null') }} as statement_line_role,
        {{ as_text('null') }} as cost_driver_id,
        {{ as_text('null') }} as cost_driver_role,
        false as is_administration,
        presented_sek as amount_sek,
        -presented_sek as weighed_sek,
        'int_economics__budget_rows' as source_model,
        load_id,
        file_name,
        line_number
    from {{ ref('int_economics__budget_rows') }}
    where budget_kind = 'operating'
)

select
    fiscal_year,
    kind,
    side,
    business_area_id,
    statement_line_id,
    statement_line_role,
    cost_driver_id,
    cost_driver_role,
    is_administration,
    {{ money('amount_sek') }} as amount_sek,
    {{ money("case side when 'cost' then -weighed_sek else weighed_sek end") }} as net_sek,
    source_model,
    load_id,
    file_name,
    line_number
from kinds
