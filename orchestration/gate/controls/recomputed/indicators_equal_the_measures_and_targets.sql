-- title: An indicator's outcome is the measure of its year, its targets the goal system's, and it is met
--   where the outcome reaches them
-- protects: mart_goals__indicators
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__indicators)
-- not_applicable: no indicators have been delivered
with outcomes as (
    select
        concat_ws('-', targets.fiscal_year, targets.indicator_id) as indicator_key,
        concat_ws('-', targets.fiscal_year, targets.goal_id) as goal_key,
        targets.* exclude (load_id, file_name, line_number, period),
        indicators.measure_id,
        coalesce(indicators.member, '') as member,
        this_year.measure_value as outcome,
        prior_year.measure_value as prior_outcome,
        0.5 * power(10, -definitions.decimals)::decimal(18, 8) as half_step
    from staging.stg_goals__indicators as targets
    left join reference.indicator_measures as indicators using (indicator_id)
    left join reference.measures as definitions using (measure_id)
    left join measures.fct_measures as this_year
        on
            (indicators.measure_id, coalesce(indicators.member, ''), targets.fiscal_year)
            = (this_year.measure_id, this_year.member, this_year.fiscal_year)
    left join measures.fct_measures as prior_year
        on
            (indicators.measure_id, coalesce(indicators.member, ''), targets.fiscal_year - 1)
            = (prior_year.measure_id, prior_year.member, prior_year.fiscal_year)
),

-- What rounds to the target in the measure's decimals reaches it.
recomputed as (
    select
        *,
        case direction
            when 'hogre' then outcome >= board_target - half_step
            when 'lagre' then outcome < board_target + half_step
            when 'band' then outcome > -board_target - half_step and outcome < board_target + half_step
        end as is_board_target_met,
        case direction
            when 'hogre' then outcome > prior_outcome
            when 'lagre' then outcome < prior_outcome
            when 'band' then abs(outcome) < abs(prior_outcome)
        end as is_improved
    from outcomes
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * exclude (half_step) from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from goals.mart_goals__indicators
    ) on rows_count, outcome, prior_outcome, board_target, council_target
    into name measure value amount
)

select
    concat_ws(', ', indicator_key, label_sv, unit, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    indicator_key, fiscal_year, indicator_id, goal_key, goal_id, label_sv, unit, direction, measure_id, member,
    board_target_text, council_target_text, is_board_target_met, is_improved, measure
