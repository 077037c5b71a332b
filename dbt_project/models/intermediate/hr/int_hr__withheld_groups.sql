{{ config(materialized='table') }}

-- The parts of a withheld group are withheld with it.
with sizes as (
    select * from {{ ref('int_hr__group_sizes') }}
),

decisions as (
    {{ withheld_groups('sizes', ['breakdown', 'within_member']) }}
)

select
    parts.group_id,
    parts.breakdown,
    parts.within_member,
    parts.member,
    parts.is_withheld or coalesce(wholes.is_withheld, false) as is_withheld
from decisions as parts
left join decisions as wholes
    on
        wholes.breakdown = 'business_area'
        and parts.breakdown = 'cost_centre'
        and parts.within_member = wholes.member
