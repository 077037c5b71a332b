-- title: Work placements offered and held are the measures of their year and the prior one, and their
--   targets the goal system's
-- protects: mart_hr__work_placements
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from measures.fct_measures where measure_id in ('summer_jobs', 'traineeships_offered') and member = '')
-- not_applicable: no register of summer jobs or traineeships has been delivered
with kinds (kind, offered_id, held_id) as (
    values ('summer_job', 'summer_jobs', 'summer_jobs'), ('traineeship', 'traineeships_offered', 'traineeships_held')
),

-- A measure's members are groups of the board's own.
wholes as (
    from measures.fct_measures
    where member = ''
),

-- Indicators of one measure that have different targets give none.
targets as (
    select
        indicators.measure_id,
        targets.fiscal_year,
        if(min(targets.board_target) = max(targets.board_target), max(targets.board_target), null) as board_target,
        if(min(targets.council_target) = max(targets.council_target), max(targets.council_target), null)
            as council_target
    from staging.stg_goals__indicators as targets
    inner join reference.indicator_measures as indicators using (indicator_id)
    where coalesce(indicators.member, '') = ''
    group by indicators.measure_id, targets.fiscal_year
),

recomputed as (
    select
        offered.fiscal_year || '-' || kinds.kind as work_placements_key,
        offered.fiscal_year,
        kinds.kind,
        labels.label_sv,
        held.measure_value_id,
        offered.measure_value as offered_count,
        held.measure_value as held_count,
        if(prior_offered.measure_value is null, null, prior_held.measure_value) as prior_held_count,
        targets.board_target as board_target_count,
        targets.council_target as council_target_count
    from kinds
    inner join wholes as offered on kinds.offered_id = offered.measure_id
    left join wholes as held
        on kinds.held_id = held.measure_id and offered.fiscal_year = held.fiscal_year
    left join wholes as prior_offered
        on kinds.offered_id = prior_offered.measure_id and offered.fiscal_year - 1 = prior_offered.fiscal_year
    left join wholes as prior_held
        on kinds.held_id = prior_held.measure_id and offered.fiscal_year - 1 = prior_held.fiscal_year
    left join targets
        on kinds.held_id = targets.measure_id and offered.fiscal_year = targets.fiscal_year
    left join reference.code_labels as labels on labels.code_set = 'work_placement' and kinds.kind = labels.code
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__work_placements
    ) on rows_count, offered_count, held_count, prior_held_count, board_target_count, council_target_count
    into name measure value amount
)

select
    concat_ws(', ', work_placements_key, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by work_placements_key, fiscal_year, kind, label_sv, measure_value_id, measure
