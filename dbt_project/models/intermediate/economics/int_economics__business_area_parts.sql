-- Every area with itself and all areas under it: what an area's row in the report adds up.
select
    whole.business_area_id,
    part.business_area_id as part_business_area_id
from {{ ref('int_economics__business_area_paths') }} as whole
inner join {{ ref('int_economics__business_area_paths') }} as part
    on substr(part.path, 1, length(whole.path)) = whole.path
