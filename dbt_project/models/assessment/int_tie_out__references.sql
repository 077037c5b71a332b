{{ config(materialized='table') }}

-- Everything that a predicate may name, with its value in the base unit and what rounding can hide of it.
with sampled_indicators as (
    select
        indicators.fiscal_year,
        indicators.goal_id,
        indicators.indicator_id
    from {{ ref('int_assessment__indicators') }} as indicators
    inner join {{ ref('int_measures__of_samples') }} as samples
        on indicators.measure_id = samples.measure_id
),

sampled_goals as (
    select distinct
        parts.fiscal_year,
        parts.goal_id
    from {{ ref('int_goals__parts') }} as parts
    inner join sampled_indicators as indicators
        on
            parts.fiscal_year = indicators.fiscal_year
            and parts.part_goal_id = indicators.goal_id
),

-- What a sample counts is not known of the whole.
measure_values as (
    select
        year_values.measure_id,
        year_values.member,
        year_values.fiscal_year,
        year_values.measure_value_id,
        {{ amount_of('case when samples.measure_id is null then year_values.measure_value end') }} as reference_value
    from {{ ref('int_measures__year_values') }} as year_values
    left join {{ ref('int_measures__of_samples') }} as samples
        on year_values.measure_id = samples.measure_id
),

subjects as (
    select
        'measure:' || measure_id || '/' as prefix,
        member as subject,
        fiscal_year,
        reference_value
    from measure_values
    where member <> ''
    union all
    select
        'targets_missed:' as prefix,
        goals.goal_id as subject,
        goals.fiscal_year,
        {{ amount_of('case when sampled_goals.goal_id is null then goals.missed_count end') }} as reference_value
    from {{ ref('int_assessment__goals') }} as goals
    left join sampled_goals
        on goals.goal_id = sampled_goals.goal_id and goals.fiscal_year = sampled_goals.fiscal_year
    union all
    select
        'target_missed:' as prefix,
        indicators.indicator_id as subject,
        indicators.fiscal_year,
        {{
            amount_of(
                'case when sampled.indicator_id is not null then null'
                ' when indicators.is_board_target_met then 0'
                ' when not indicators.is_board_target_met then 1 end'
            )
        }} as reference_value
    from {{ ref('int_assessment__indicators') }} as indicators
    left join sampled_indicators as sampled
        on
            indicators.fiscal_year = sampled.fiscal_year
            and indicators.indicator_id = sampled.indicator_id
    union all
    select
        'activity_deviates:' as prefix,
        activity_id as subject,
        fiscal_year,
        {{ amount_of('case when is_deviating then 1 else 0 end') }} as reference_value
    from {{ ref('int_goals__activities') }}
    {%- for prefix, counted in (("activities:", "true"), ("activities_deviating:", "is_deviating")) %}
    union all
    select
        '{{ prefix }}' as prefix,
        goal_id as subject,
        fiscal_year,
        {{ amount_sum("case when " ~ counted ~ " then 1 else 0 end") }} as reference_value
    from {{ ref('int_goals__activities') }}
    group by goal_id, fiscal_year
    {%- endfor %}
),

-- A name that two have is nobody's, and what is a code is not a name.
named as (
    select
        subjects.prefix,
        names.code_name,
        subjects.fiscal_year,
        {{ amount_of('max(subjects.reference_value)') }} as reference_value
    from subjects
    inner join {{ ref('int_tie_out__names') }} as names
        on subjects.subject = names.code
    left join subjects as coded
        on
            subjects.prefix = coded.prefix
            and subjects.fiscal_year = coded.fiscal_year
            and names.code_name = coded.subject
    where coded.subject is null
    group by subjects.prefix, names.code_name, subjects.fiscal_year
    having count(*) = 1
)

select
    'figure:' || figure_id as reference,
    {{ as_text('null') }} as of_all,
    {{ as_text('null') }} as subject,
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
    {{ as_text('null') }} as of_all,
    {{ as_text('null') }} as subject,
    reference_value,
    {{ amount_of('0') }} as half_step
from measure_values
where member = ''
union all
select
    prefix || subject || '@' || {{ as_text('fiscal_year') }} as reference,
    prefix || '*@' || {{ as_text('fiscal_year') }} as of_all,
    subject,
    reference_value,
    {{ amount_of('0') }} as half_step
from subjects
union all
select
    prefix || code_name || '@' || {{ as_text('fiscal_year') }} as reference,
    {{ as_text('null') }} as of_all,
    {{ as_text('null') }} as subject,
    reference_value,
    {{ amount_of('0') }} as half_step
from named
