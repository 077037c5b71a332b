-- title: Every indicator of a year with targets has a target, and an outcome where a measure computes it
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__indicators
--   where board_target is not null or board_target_text is not null)
-- not_applicable: no year has targets
-- A share of nobody (0 of 0) is an outcome that has no value.
with years as (
    select fiscal_year
    from goals.mart_goals__indicators
    group by fiscal_year
    having bool_or(board_target is not null or board_target_text is not null)
)

select
    indicators.fiscal_year || ', indicator ' || indicator_id || ' (' || label_sv || '): ' || lacking as subject,
    0::decimal(28, 8) as expected,
    (
        case lacking
            when 'target' then board_target is null and board_target_text is null
            when 'measure' then indicators.measure_id is null
            when 'outcome' then indicators.measure_id is not null and outcome is null and values_.measure_id is null
        end
    )::int::decimal(28, 8) as actual
from goals.mart_goals__indicators as indicators
inner join years using (fiscal_year)
cross join unnest(['target', 'measure', 'outcome']) as kinds (lacking)
left join measures.fct_measures as values_
    on
        indicators.measure_id = values_.measure_id and indicators.member = values_.member
        and indicators.fiscal_year = values_.fiscal_year
