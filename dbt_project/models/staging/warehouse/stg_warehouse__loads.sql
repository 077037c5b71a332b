select
    load_id,
    'stg_' || system || '__' || entity as source_model,
    period_from,
    period_to
from {{ source('raw', 'loads') }}
