select
    areas.business_area_id,
    areas.label_sv,
    areas.label_en,
    areas.parent_business_area_id,
    paths.level,
    paths.path,
    paths.level > 1 as is_of_which,
    areas.sort_order
from {{ ref('business_areas') }} as areas
left join {{ ref('int_economics__business_area_paths') }} as paths
    on areas.business_area_id = paths.business_area_id
