with codes as (
    select object_code as project
    from {{ ref('int_ledger__objects') }}
    where dimension_role = 'project'
    union distinct
    select project
    from {{ ref('projects') }}
)

select
    codes.project,
    coalesce(projects.project_name_sv, objects.object_name) as project_name_sv,
    coalesce(objects.is_used, false) as is_used,
    projects.project_kind,
    projects.valid_from_year
from codes
left join {{ ref('projects') }} as projects
    on codes.project = projects.project
left join {{ ref('int_ledger__objects') }} as objects
    on codes.project = objects.object_code and objects.dimension_role = 'project'
