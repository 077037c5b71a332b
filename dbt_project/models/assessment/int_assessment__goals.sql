-- A goal is computed from its own indicators and those of the goals below it, at any depth.
with counts as (
    select
        parts.fiscal_year,
        parts.goal_id,
        cast(count(indicators.indicator_id) as integer) as indicators_count,
        {{ count_sum('case when indicators.is_board_target_met then 1 else 0 end') }} as met_count,
        {{ count_sum('case when not indicators.is_board_target_met then 1 else 0 end') }} as missed_count
    from {{ ref('int_goals__parts') }} as parts
    left join {{ ref('int_assessment__indicators') }} as indicators
        on
            parts.fiscal_year = indicators.fiscal_year
            and parts.part_goal_id = indicators.goal_id
    group by parts.fiscal_year, parts.goal_id
),

roles as (
    select
        *,
        {{ fulfilment_role('met_count', 'missed_count') }} as computed_role
    from counts
)

-- The board's own word for each outcome is reference data.
select
    roles.fiscal_year,
    roles.goal_id,
    roles.computed_role,
    scale.code as computed_fulfilment,
    scale.label_sv as computed_fulfilment_label_sv,
    goals.judgement <> scale.code and roles.computed_role <> 'not_computed' as is_judged_otherwise,
    roles.indicators_count,
    cast(roles.met_count as integer) as met_count,
    cast(roles.missed_count as integer) as missed_count,
    cast(roles.indicators_count - roles.met_count - roles.missed_count as integer) as unknown_count
from roles
inner join {{ ref('int_goals__goals') }} as goals
    on roles.fiscal_year = goals.fiscal_year and roles.goal_id = goals.goal_id
left join {{ ref('code_labels') }} as scale
    on scale.code_set = 'fulfilment' and roles.computed_role = scale.role
