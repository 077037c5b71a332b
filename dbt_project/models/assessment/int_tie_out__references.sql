-- Everything that a predicate may name, with its value in the base unit and what rounding can hide of it.
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
    'measure:' || measure_value_id as reference,
    {{ amount_of('measure_value') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_measures__year_values') }}
union all
select
    'targets_missed:' || goal_id || '@' || {{ as_text('fiscal_year') }} as reference,
    {{ amount_of('missed_count') }} as reference_value,
    {{ amount_of('0') }} as half_step
from {{ ref('int_assessment__goals') }}
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
