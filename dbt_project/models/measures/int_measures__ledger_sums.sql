{{ config(materialized='table') }}

-- The same cells as of int_measures__ledger_rows, from the rows' sums: quick enough to ask for all of them.
{{ ledger_cells(is_summed=true) }}
