with outcomes as (
    select
        indicators.*,
        this_year.measure_value as outcome,
        prior_year.measure_value as prior_outcome
    from {{ ref('int_goals__indicators') }} as indicators
    left join {{ ref('int_measures__year_values') }} as this_year
        on
            indicators.measure_id = this_year.measure_id
            and indicators.member = this_year.member
            and indicators.fiscal_year = this_year.fiscal_year
    left join {{ ref('int_measures__year_values') }} as prior_year
        on
            indicators.measure_id = prior_year.measure_id
            and indicators.member = prior_year.member
            and indicators.fiscal_year - 1 = prior_year.fiscal_year
),

leeways as (
    select
        *,
        {{ target_leeway('outcome') }} as leeway,
        case direction
            when 'hogre' then outcome - prior_outcome
            when 'lagre' then prior_outcome - outcome
            when 'band' then abs(prior_outcome) - abs(outcome)
        end as improvement
    from outcomes
)

select
    load_id,
    file_name,
    line_number,
    fiscal_year,
    indicator_id,
    goal_id,
    label_sv,
    unit,
    direction,
    measure_id,
    member,
    {{ amount_of('outcome') }} as outcome,
    {{ amount_of('prior_outcome') }} as prior_outcome,
    {{ amount_of('board_target') }} as board_target,
    board_target_text,
    {{ amount_of('council_target') }} as council_target,
    council_target_text,
    {{ target_is_reached('leeway') }} as is_board_target_met,
    improvement > 0 as is_improved
from leeways
