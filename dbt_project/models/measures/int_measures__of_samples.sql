-- A measure of which either side counts rows of a sample says nothing of the whole.
with sampled_quantities as (
    select distinct sums.quantity_id
    from {{ ref('int_measures__by_load') }} as sums
    inner join {{ ref('stg_loads__files') }} as files
        on
            sums.load_id = files.load_id
            and sums.source_model = 'stg_' || files.system || '__' || files.entity
    where files.sample_share is not null and sums.quantity_id <> ''
)

select measures.measure_id
from {{ ref('measures') }} as measures
where
    measures.numerator in (select quantities.quantity_id from sampled_quantities as quantities)
    or measures.denominator in (select quantities.quantity_id from sampled_quantities as quantities)
