-- Places are counted, not persons, and never by unit: a unit has one or two. The members of a measure are groups of the
-- board's own.
with wholes as (
    select
        measure_id,
        measure_value_id,
        fiscal_year,
        measure_value
    from {{ ref('fct_measures') }}
    where member = ''
),

counts as (
    {%- for kind, offered, held in (
        ("summer_job", "summer_jobs", "summer_jobs"),
        ("traineeship", "traineeships_offered", "traineeships_held"),
    ) %}
    select
        offered.fiscal_year,
        '{{ kind }}' as kind,
        held.measure_id,
        held.measure_value_id,
        offered.measure_value as offered_count,
        held.measure_value as held_count
    from wholes as offered
    left join wholes as held
        on held.measure_id = '{{ held }}' and offered.fiscal_year = held.fiscal_year
    where offered.measure_id = '{{ offered }}'
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

targets as (
    select
        measure_id,
        fiscal_year,
        case when min(board_target) = max(board_target) then max(board_target) end as board_target,
        case when min(council_target) = max(council_target) then max(council_target) end as council_target
    from {{ ref('mart_goals__indicators') }}
    where member = ''
    group by measure_id, fiscal_year
)

select
    {{ as_text('this_year.fiscal_year') }} || '-' || this_year.kind as work_placements_key,
    this_year.fiscal_year,
    this_year.kind,
    kinds.label_sv,
    this_year.measure_value_id,
    cast(this_year.offered_count as integer) as offered_count,
    cast(this_year.held_count as integer) as held_count,
    cast(prior_year.held_count as integer) as prior_held_count,
    cast(targets.board_target as integer) as board_target_count,
    cast(targets.council_target as integer) as council_target_count
from counts as this_year
left join counts as prior_year
    on this_year.kind = prior_year.kind and this_year.fiscal_year - 1 = prior_year.fiscal_year
left join targets
    on
        this_year.measure_id = targets.measure_id
        and this_year.fiscal_year = targets.fiscal_year
left join {{ ref('dim_code') }} as kinds
    on kinds.code_set = 'work_placement' and this_year.kind = kinds.code
