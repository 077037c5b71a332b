-- What a quantity's sum rests on, as far down as it goes: a cell is not here, the ledger's rows below it are.
select
    quantity_id,
    member,
    quantity_date,
    amount,
    rests_on,
    source_model,
    load_id,
    file_name,
    line_number
from {{ ref('int_measures__quantities') }}
where rests_on <> 'cell'
union all
select
    quantity_id,
    member,
    quantity_date,
    amount,
    'row' as rests_on,
    source_model,
    load_id,
    file_name,
    line_number
from {{ ref('int_measures__ledger_rows') }}
