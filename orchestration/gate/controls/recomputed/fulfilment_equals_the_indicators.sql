-- title: A goal has the indicators below it, met, missed and unknown, and is fulfilled as they are; all
--   else is the goal system's
-- protects: mart_goals__goals
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__goals)
-- not_applicable: no goals have been delivered
with recursive parts as (
    select fiscal_year, goal_id, goal_id as part_id
    from staging.stg_goals__goals
    union
    select goals.fiscal_year, parts.goal_id, goals.goal_id
    from parts
    inner join staging.stg_goals__goals as goals
        on parts.fiscal_year = goals.fiscal_year and parts.part_id = goals.parent_goal_id
),

counts as (
    select
        parts.fiscal_year,
        parts.goal_id,
        count(indicators.indicator_id) as indicators_count,
        count(*) filter (indicators.is_board_target_met) as met_count,
        count(*) filter (not indicators.is_board_target_met) as missed_count,
        case
            when met_count + missed_count = 0 then 'not_computed'
            when missed_count = 0 then 'all_met'
            when met_count = 0 then 'none_met'
            else 'some_met'
        end as role
    from parts
    left join goals.mart_goals__indicators as indicators
        on parts.fiscal_year = indicators.fiscal_year and parts.part_id = indicators.goal_id
    group by all
),

recomputed as (
    select
        concat_ws('-', goals.fiscal_year, goals.goal_id) as goal_key,
        goals.* exclude (load_id, file_name, line_number),
        levels.label_sv as level_label_sv,
        judgements.label_sv as judgement_label_sv,
        scale.code as computed_fulfilment,
        scale.label_sv as computed_fulfilment_label_sv,
        met_count + missed_count > 0 and goals.judgement <> scale.code as is_judged_otherwise,
        indicators_count,
        met_count,
        missed_count,
        indicators_count - met_count - missed_count as unknown_count
    from staging.stg_goals__goals as goals
    left join counts using (fiscal_year, goal_id)
    left join common.dim_code as levels on levels.code_id = 'goal_level/' || goals.level
    left join common.dim_code as judgements on judgements.code_id = 'fulfilment/' || goals.judgement
    left join reference.code_labels as scale on scale.code_set = 'fulfilment' and counts.role = scale.role
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from goals.mart_goals__goals
    ) on columns('_count$')
    into name measure value amount
)

select
    concat_ws(', ', goal_key, printed_number, label_sv, computed_fulfilment_label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    goal_key, fiscal_year, goal_id, level, level_label_sv, parent_goal_id, printed_number, label_sv, judgement,
    judgement_label_sv, computed_fulfilment, computed_fulfilment_label_sv, is_judged_otherwise, comment_sv, measure
