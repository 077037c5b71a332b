-- The other rows of a unit's pay voucher give its pay away, by their sum or their text.
select distinct
    load_id,
    file_name,
    voucher_line_number
from {{ ref('int_economics__postings') }}
where
    statement_line_role = 'staff_costs'
    and cost_centre is not null
    and cost_centre not in (select units.cost_centre from {{ ref('int_hr__units_of_open_pay') }} as units)
