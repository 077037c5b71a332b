select
    file_name,
    line_number,
    fiscal_year,
    goal_id,
    level,
    judgement
from {{ ref('int_goals__goals') }}
where
    level_label_sv is null
    or (judgement is not null and judgement_label_sv is null)
