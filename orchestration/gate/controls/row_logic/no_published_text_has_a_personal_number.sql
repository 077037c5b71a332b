-- title: No published text has a personal number
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- Free texts are masked in staging. What is found here came another way: a supplier's name, a code, a text of the
-- reference data. A number counts where its month and day exist and it is written with its sign, or has its century
-- and Luhn's digit last: twelve digits of an identifier are rarely both.
-- Where Luhn's rule doubles a digit and adds the digits of what it gets, 0 to 9 give 0 2 4 6 8 1 3 5 7 9: the place
-- of the digit in 0516273849, from zero.
with persons as (
    select
        table_name,
        case
            when regexp_matches(text, '\d{6}[-+\x{2010}-\x{2015}\x{2212}]?\d{4}')
                then len(
                    regexp_extract_all(
                        text,
                        '(?:^|[^\w.,+-])((?:1[89]|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+\x{2010}-\x{2015}\x{2212}]\d{4})\b',
                        1
                    )
                ) + len(
                    list_filter(
                        regexp_extract_all(
                            text,
                            '(?:^|[^\w.,+-])((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\d{4})\b',
                            1
                        ),
                        lambda found: list_sum(
                            list_transform(
                                range(3, 13),
                                lambda place: case
                                    when place % 2 = 1
                                        then instr('0516273849', substring(found, place, 1)) - 1
                                    else cast(substring(found, place, 1) as integer)
                                end
                            )
                        ) % 10 = 0
                    )
                )
            else 0
        end as numbers
    from memory.compared.published_texts
)

select
    table_name || ': personal numbers in its texts' as subject,
    0::decimal(28, 8) as expected,
    sum(numbers)::decimal(28, 8) as actual
from persons
group by table_name
