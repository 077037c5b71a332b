-- The comment and the judgement are the board's own; depth says how far below the orientation goals a goal stands.
select
    load_id,
    file_name,
    line_number,
    fiscal_year,
    goal_id,
    level,
    case level when 'inriktningsmal' then 0 when 'verksamhetsmal' then 1 when 'namndmal' then 2 end as depth,
    parent_goal_id,
    printed_number,
    label_sv,
    judgement,
    comment_sv
from {{ ref('stg_goals__goals') }}
