-- title: No two goals, activities, projects, procurement areas, suppliers, or indicators of one goal, have one name in
--   a year, and no two goals one reason
-- protects: mart_goals__activities
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__goals)
--   or exists (select 1 from staging.stg_registers__eu_projects)
--   or exists (select 1 from staging.stg_registers__procurement_areas)
--   or exists (select 1 from staging.stg_registers__svefaktura_connections)
-- not_applicable: no goal system delivers goals, and no register lists projects, areas or suppliers
-- A second row of one name is another row's name copied down, or a row that was delivered twice under another number.
-- A reason of a few words may be that of several goals.
with named as (
    select fiscal_year, 'goal' as kind, goal_id as id, label_sv as label, '' as within from goals.mart_goals__goals
    union all
    select fiscal_year, 'activity', activity_id, activity_sv, '' from goals.mart_goals__activities
    union all
    select fiscal_year, 'indicator', indicator_id, label_sv, goal_id from goals.mart_goals__indicators
    union all
    select fiscal_year, 'reason for the judgement of goal', goal_id, comment_sv, '' from goals.mart_goals__goals
    where length(comment_sv) >= 20
    union all
    select year(as_of_date), 'EU project', eu_project_id, project_sv, concat(administration_sv, start_date)
    from staging.stg_registers__eu_projects
    union all
    select year(as_of_date), 'procurement area', procurement_area_id, area_sv, '' from staging.stg_registers__procurement_areas
    union all
    select year(as_of_date), 'supplier', supplier_id, supplier_name, '' from staging.stg_registers__svefaktura_connections
)

select
    fiscal_year || ', ' || kind || ' ' || id || ': "' || label || '"' as subject,
    1::decimal(28, 8) as expected,
    (count(*) over (partition by fiscal_year, kind, within, lower(trim(label))))::decimal(28, 8) as actual
from named
