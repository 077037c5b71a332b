-- title: A goal has the indicators below it, met, missed and unknown, and is fulfilled as they are; all else is the goal system's
-- protects: mart_goals__goals
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__goals)
-- not_applicable: no goals have been delivered
with counts as (
    select
        goals.fiscal_year,
        goals.goal_id,
        count(indicators.indicator_id) as indicators_count,
        count(*) filter (indicators.is_board_target_met) as met_count,
        count(*) filter (not indicators.is_board_target_met) as missed_count,
        case
            when met_count + missed_count = 0 then 'kan_ej_beraknas'
            when missed_count = 0 then 'uppfylls_helt'
            when met_count = 0 then 'uppfylls_inte'
            else 'uppfylls_delvis'
        end as computed_fulfilment
    from staging.stg_goals__goals as goals
    left join goals.mart_goals__indicators as indicators
        on
            goals.fiscal_year = indicators.fiscal_year
            and starts_with(indicators.goal_id || '.', goals.goal_id || '.')
    group by all
),

recomputed as (
    select
        concat_ws('-', goals.fiscal_year, goals.goal_id) as goal_key,
        goals.* exclude (load_id, file_name, line_number),
        levels.label_sv as level_label_sv,
        judgements.label_sv as judgement_label_sv,
        computed_fulfilment,
        fulfilments.label_sv as computed_fulfilment_label_sv,
        met_count + missed_count > 0 and goals.judgement <> computed_fulfilment as is_judged_otherwise,
        indicators_count,
        met_count,
        missed_count,
        indicators_count - met_count - missed_count as unknown_count
    from staging.stg_goals__goals as goals
    left join counts using (fiscal_year, goal_id)
    left join common.dim_code as levels on levels.code_id = 'goal_level/' || goals.level
    left join common.dim_code as judgements on judgements.code_id = 'fulfilment/' || goals.judgement
    left join common.dim_code as fulfilments on fulfilments.code_id = 'fulfilment/' || computed_fulfilment
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
