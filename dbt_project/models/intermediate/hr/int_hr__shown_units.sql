-- The units of a withheld area are one with those of all withheld areas; the withheld units of another area are one.
select
    units.within_member as business_area_id,
    units.member as cost_centre,
    case
        when not units.is_withheld then units.member
        when coalesce(areas.is_withheld, false) then 'withheld'
        else 'withheld/' || units.within_member
    end as unit_id,
    case when not coalesce(areas.is_withheld, false) then nullif(units.within_member, '') end as shown_area_id,
    case when not units.is_withheld then units.member end as shown_cost_centre
from {{ ref('int_hr__withheld_groups') }} as units
left join {{ ref('int_hr__withheld_groups') }} as areas
    on
        areas.breakdown = 'business_area'
        and case units.within_member when '' then 'unknown' else units.within_member end = areas.member
where units.breakdown = 'cost_centre'
