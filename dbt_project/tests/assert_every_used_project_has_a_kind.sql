select
    project,
    project_name_sv
from {{ ref('dim_project') }}
where is_used and project_kind is null
