-- Which measure gives an indicator's outcome is reference data; the goal system knows its targets only.
select
    indicators.load_id,
    indicators.file_name,
    indicators.line_number,
    indicators.fiscal_year,
    indicators.indicator_id,
    indicators.goal_id,
    indicators.label_sv,
    indicators.unit,
    indicators.direction,
    indicator_measures.measure_id,
    coalesce(indicator_measures.member, '') as member,
    measures.decimals,
    indicators.board_target,
    indicators.board_target_text,
    indicators.council_target,
    indicators.council_target_text
from {{ ref('stg_goals__indicators') }} as indicators
left join {{ ref('indicator_measures') }} as indicator_measures
    on indicators.indicator_id = indicator_measures.indicator_id
left join {{ ref('measures') }} as measures
    on indicator_measures.measure_id = measures.measure_id
