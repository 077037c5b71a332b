-- A goal stands on its own indicators and on those of the goals below it.
with counts as (
    select
        goals.fiscal_year,
        goals.goal_id,
        count(indicators.indicator_id) as indicators_count,
        {{ count_sum('case when indicators.is_board_target_met then 1 else 0 end') }} as met_count,
        {{ count_sum('case when not indicators.is_board_target_met then 1 else 0 end') }} as missed_count
    from {{ ref('int_goals__goals') }} as goals
    left join {{ ref('mart_goals__indicators') }} as indicators
        on
            goals.fiscal_year = indicators.fiscal_year
            and (
                indicators.goal_id = goals.goal_id
                or indicators.goal_id like goals.goal_id || '.%'
            )
    group by goals.fiscal_year, goals.goal_id
),

fulfilments as (
    select
        *,
        case
            when met_count + missed_count = 0 then 'kan_ej_beraknas'
            when missed_count = 0 then 'uppfylls_helt'
            when met_count = 0 then 'uppfylls_inte'
            else 'uppfylls_delvis'
        end as computed_fulfilment
    from counts
)

select
    {{ as_text('goals.fiscal_year') }} || '-' || goals.goal_id as goal_key,
    goals.fiscal_year,
    goals.goal_id,
    goals.level,
    levels.label_sv as level_label_sv,
    goals.parent_goal_id,
    goals.printed_number,
    goals.label_sv,
    goals.judgement,
    judgements.label_sv as judgement_label_sv,
    fulfilments.computed_fulfilment,
    computed.label_sv as computed_fulfilment_label_sv,
    goals.judgement <> fulfilments.computed_fulfilment
    and fulfilments.computed_fulfilment <> 'kan_ej_beraknas' as is_judged_otherwise,
    cast(fulfilments.indicators_count as integer) as indicators_count,
    cast(fulfilments.met_count as integer) as met_count,
    cast(fulfilments.missed_count as integer) as missed_count,
    cast(fulfilments.indicators_count - fulfilments.met_count - fulfilments.missed_count as integer)
        as unknown_count,
    goals.comment_sv
from {{ ref('int_goals__goals') }} as goals
inner join fulfilments
    on goals.fiscal_year = fulfilments.fiscal_year and goals.goal_id = fulfilments.goal_id
left join {{ ref('code_labels') }} as levels
    on goals.level = levels.code and levels.code_set = 'goal_level'
left join {{ ref('code_labels') }} as judgements
    on goals.judgement = judgements.code and judgements.code_set = 'fulfilment'
left join {{ ref('code_labels') }} as computed
    on fulfilments.computed_fulfilment = computed.code and computed.code_set = 'fulfilment'
