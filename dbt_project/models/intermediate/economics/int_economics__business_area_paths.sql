-- Starts from the roots, so that a circle of parents cannot run for ever; it fails a test.
with recursive paths as (
    select
        business_area_id,
        1 as level,
        '/' || business_area_id || '/' as path
    from {{ ref('business_areas') }}
    where parent_business_area_id is null
    union all
    select
        areas.business_area_id,
        paths.level + 1 as level,
        paths.path || areas.business_area_id || '/' as path
    from {{ ref('business_areas') }} as areas
    inner join paths
        on areas.parent_business_area_id = paths.business_area_id
)

select
    business_area_id,
    level,
    path
from paths
