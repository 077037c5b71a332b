-- A cell of an economic table is the sum of many lines; these are the ledger's rows that sum to it.
{{ ledger_cells() }}
