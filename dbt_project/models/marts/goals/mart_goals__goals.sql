select
    {{ as_text('goals.fiscal_year') }} || '-' || goals.goal_id as goal_key,
    goals.fiscal_year,
    goals.goal_id,
    goals.level,
    goals.level_label_sv,
    goals.parent_goal_id,
    goals.printed_number,
    goals.label_sv,
    goals.judgement,
    goals.judgement_label_sv,
    assessed.computed_fulfilment,
    assessed.computed_fulfilment_label_sv,
    assessed.is_judged_otherwise,
    assessed.indicators_count,
    assessed.met_count,
    assessed.missed_count,
    assessed.unknown_count,
    goals.comment_sv
from {{ ref('int_goals__goals') }} as goals
inner join {{ ref('int_assessment__goals') }} as assessed
    on goals.fiscal_year = assessed.fiscal_year and goals.goal_id = assessed.goal_id
