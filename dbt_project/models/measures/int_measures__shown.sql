-- The measures that a board has to do with: those of the ledger, which there always is, those of other systems that are
-- delivered, and those that its registers name.
select measures.measure_id
from {{ ref('measures') }} as measures
where
    measures.source_system = 'ledger'
    or measures.source_system in (select files.system from {{ ref('stg_loads__files') }} as files)
    or measures.measure_id in (select figures.measure_id from {{ ref('published_figures') }} as figures)
    or measures.measure_id in (select indicators.measure_id from {{ ref('indicator_measures') }} as indicators)
