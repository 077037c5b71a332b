-- title: Each driver's costs by business area, of this year and the prior one, are the sums of its postings
-- protects: mart_economics__cost_bridge_by_business_area
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from economics.fct_ledger_postings inner join common.dim_account using (account_id)
--   where section = 'cost' and business_area_id is not null)
-- not_applicable: the ledger has no costs in a business area
with costs as (
    select
        postings.fiscal_year,
        wholes.business_area_id,
        postings.cost_driver_id,
        sum(postings.amount_sek) as cost_sek
    from (
        select fiscal_year, account_id, business_area_id, cost_driver_id, sum(amount_sek) as amount_sek
        from economics.fct_ledger_postings
        group by all
    ) as postings
    inner join common.dim_account as accounts on postings.account_id = accounts.account_id
    inner join common.dim_business_area as parts on postings.business_area_id = parts.business_area_id
    inner join common.dim_business_area as wholes on starts_with(parts.path, wholes.path)
    where accounts.section = 'cost'
    group by all
),

lines as (
    select
        found.business_area_id,
        found.cost_driver_id,
        areas.label_sv as business_area_label_sv,
        drivers.label_sv as cost_driver_label_sv,
        areas.parent_business_area_id is not null as is_of_which,
        row_number() over (order by areas.sort_order, drivers.sort_order) as sort_order
    from (select distinct business_area_id, cost_driver_id from costs) as found
    left join reference.business_areas as areas using (business_area_id)
    left join reference.cost_drivers as drivers using (cost_driver_id)
),

recomputed as (
    select
        years.fiscal_year,
        lines.*,
        coalesce(this_year.cost_sek, 0) as cost_sek,
        if(years.prior_fiscal_year is null, null, coalesce(prior_year.cost_sek, 0)) as prior_cost_sek,
        coalesce(this_year.cost_sek, 0) - prior_cost_sek as change_sek
    from common.dim_fiscal_year as years
    cross join lines
    left join costs as this_year
        on
            (years.fiscal_year, lines.business_area_id, lines.cost_driver_id)
            = (this_year.fiscal_year, this_year.business_area_id, this_year.cost_driver_id)
    left join costs as prior_year
        on
            (years.prior_fiscal_year, lines.business_area_id, lines.cost_driver_id)
            = (prior_year.fiscal_year, prior_year.business_area_id, prior_year.cost_driver_id)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, *
        from economics.mart_economics__cost_bridge_by_business_area
    ) on rows_count, sort_order, cost_sek, prior_cost_sek, change_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, business_area_id, cost_driver_id, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    fiscal_year, business_area_id, cost_driver_id, business_area_label_sv, cost_driver_label_sv, is_of_which, measure
