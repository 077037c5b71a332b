with codes as (
    select object_code as cost_centre
    from {{ ref('int_ledger__objects') }}
    where dimension_role = 'cost_centre'
    union distinct
    select cost_centre
    from {{ ref('cost_centres') }}
)

select
    codes.cost_centre,
    coalesce(cost_centres.cost_centre_name_sv, objects.object_name) as cost_centre_name_sv,
    coalesce(objects.is_used, false) as is_used,
    cost_centres.business_area_id,
    cost_centres.is_administration
from codes
left join {{ ref('cost_centres') }} as cost_centres
    on codes.cost_centre = cost_centres.cost_centre
left join {{ ref('int_ledger__objects') }} as objects
    on codes.cost_centre = objects.object_code and objects.dimension_role = 'cost_centre'
