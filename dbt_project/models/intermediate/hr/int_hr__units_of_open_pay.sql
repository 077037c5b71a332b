-- A unit of which payroll says nothing may be of one person.
select cost_centre
from {{ ref('int_hr__shown_units') }}
where cost_centre is not null
group by cost_centre
having count(*) = count(shown_cost_centre)
