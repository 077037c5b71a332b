select
    unit,
    base_unit,
    base_units,
    -- An index and a date are shown without a unit.
    coalesce(label_sv, '') as label_sv
from {{ ref('units') }}
