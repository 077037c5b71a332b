-- title: No index of a group of employees that is too small is shown, and what is withheld cannot be told from the rest
-- protects: mart_hr__engagement
-- severity: forbidden
-- comparison: at_least
-- at_least_rows: 1
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

lines as (
    select
        sizes.fiscal_year || ' ' || sizes.breakdown as partition_id,
        sizes.respondents_count,
        marts.index_value is not null as is_shown
    from intermediate.int_surveys__index_groups as sizes
    inner join hr.mart_hr__engagement as marts
        on
            sizes.fiscal_year = marts.fiscal_year
            and sizes.breakdown = marts.breakdown
            and sizes.member = marts.member
    where sizes.index_name in (select code from reference.code_labels where code_set = 'survey_index' and role = 'engagement')
)

select
    'indices shown of more respondents than the limit' as subject,
    (count(*) filter (is_shown))::decimal(28, 8) as expected,
    (count(*) filter (is_shown and respondents_count > (from few)))::decimal(28, 8) as actual
from lines
union all
select
    partition_id || ': respondents of the groups withheld' as subject,
    ((from few) + 1)::decimal(28, 8) as expected,
    (sum(respondents_count) filter (not is_shown))::decimal(28, 8) as actual
from lines
group by partition_id
having count(*) filter (not is_shown) > 0 and count(*) > 1
union all
select
    partition_id || ': groups withheld' as subject,
    2::decimal(28, 8) as expected,
    (count(*) filter (not is_shown))::decimal(28, 8) as actual
from lines
group by partition_id
having count(*) filter (not is_shown) > 0 and count(*) > 1
union all
select
    'lines in the mart' as subject,
    (
        select count(*) from intermediate.int_surveys__index_groups
        where
            index_name in (select code from reference.code_labels where code_set = 'survey_index' and role = 'engagement')
            and fiscal_year in (select fiscal_year from common.dim_fiscal_year)
    )::decimal(28, 8) as expected,
    count(*)::decimal(28, 8) as actual
from hr.mart_hr__engagement
union all
select
    'measures of groups of employees that the mart shows' as subject,
    count(*)::decimal(28, 8) as expected,
    (count(*) filter (measure_value_id in (select measure_value_id from hr.mart_hr__engagement)))::decimal(28, 8) as actual
from measures.fct_measures
where measure_id = 'survey_index_by_group' and member like '%/ami/%'
