select
    goals.load_id,
    goals.file_name,
    goals.line_number,
    goals.fiscal_year,
    goals.goal_id,
    goals.level,
    levels.label_sv as level_label_sv,
    goals.parent_goal_id,
    goals.printed_number,
    goals.label_sv,
    goals.judgement,
    judgements.label_sv as judgement_label_sv,
    goals.comment_sv
from {{ ref('stg_goals__goals') }} as goals
left join {{ ref('code_labels') }} as levels
    on goals.level = levels.code and levels.code_set = 'goal_level'
left join {{ ref('code_labels') }} as judgements
    on goals.judgement = judgements.code and judgements.code_set = 'fulfilment'
