-- Everything that a predicate may name, with its value in the base unit and what rounding can hide of it.
with sampled_goals as (
    select distinct
        parts.fiscal_year,
        parts.goal_id
    from {{ ref('int_goals__parts') }} as parts
    inner join {{ ref('int_assessment__indicators') }} as indicators
        on
            parts.fiscal_year = indicators.fiscal_year
            and parts.part_goal_id = indicators.goal_id
    inner join {{ ref('int_measures__of_samples') }} as samples
        on indicators.measure_id = samples.measure_id
)

select
    'figure:' || figure_id as reference,
    published_value as reference_value,
    -- A day is printed whole.
    case
        when base_unit = 'date' then {{ amount_of('0') }}
        else coalesce(qualified_half_step, half_step)
    end as half_step
from {{ ref('int_tie_out__figures') }}
union all
select
    'measure:' || measure_values.measure_value_id as reference,
    -- What a sample counts is not known of the whole.
    {{ amount_of('case when samples.measure_id is null then measure_values.measure_value end') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_measures__year_values') }} as measure_values
left join {{ ref('int_measures__of_samples') }} as samples
    on measure_values.measure_id = samples.measure_id
union all
select
    'targets_missed:' || goals.goal_id || '@' || {{ as_text('goals.fiscal_year') }} as reference,
    {{ amount_of('case when sampled_goals.goal_id is null then goals.missed_count end') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_assessment__goals') }} as goals
left join sampled_goals
    on goals.goal_id = sampled_goals.goal_id and goals.fiscal_year = sampled_goals.fiscal_year
union all
select
    'activity_deviates:' || activity_id || '@' || {{ as_text('fiscal_year') }} as reference,
    {{ amount_of('case when is_deviating then 1 else 0 end') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_goals__activities') }}
union all
select
    'activities:' || goal_id || '@' || {{ as_text('fiscal_year') }} as reference,
    {{ amount_of('count(*)') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_goals__activities') }}
group by goal_id, fiscal_year
union all
select
    'activities_deviating:' || goal_id || '@' || {{ as_text('fiscal_year') }} as reference,
    {{ amount_sum('case when is_deviating then 1 else 0 end') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_goals__activities') }}
group by goal_id, fiscal_year
