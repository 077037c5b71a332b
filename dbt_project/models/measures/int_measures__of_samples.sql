-- A measure of which either side counts rows of a sample says nothing of the whole.
with sampled_quantities as (
    select distinct quantity_id
    from {{ ref('int_measures__by_month') }}
    where is_of_sample
)

select measures.measure_id
from {{ ref('measures') }} as measures
where
    measures.numerator in (select quantities.quantity_id from sampled_quantities as quantities)
    or measures.denominator in (select quantities.quantity_id from sampled_quantities as quantities)
