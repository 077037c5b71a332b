-- title: No file has exactly as many rows as a spreadsheet or an export takes at most
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.loads where entity <> 'ledger')
-- not_applicable: no extract is delivered beside the ledger
-- Excel's sheets end at 65 536 rows (.xls) and at 1 048 576 (.xlsx), with or without the line of column names; exports
-- end at round numbers. What came after is missing without a word.
select
    system || '.' || entity || ', ' || delivery || ': ' || (loaded_rows + rejected_rows) || ' rows' as subject,
    0::decimal(28, 8) as expected,
    (
        loaded_rows + rejected_rows in (65535, 65536, 1048575, 1048576)
        or (loaded_rows + rejected_rows >= 10000 and (loaded_rows + rejected_rows) % 10000 in (0, 9999))
    )::int::decimal(28, 8) as actual
from raw.loads
where entity <> 'ledger'
