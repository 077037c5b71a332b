-- A predicate is comparisons joined by `and`; a comparison is two sums of terms with a relation between them; a term
-- is a reference or a number, perhaps with a coefficient: `12 * figure:a = figure:b + 0.5`. Words are parted by blanks,
-- but not by those of a name between quotation marks.
with statements as (
    select
        statements.statement_id,
        statements.predicate
    from {{ ref('published_statements') }} as statements
    inner join {{ ref('int_tie_out__reports') }} as reports
        on statements.report_id = reports.report_id
    where statements.predicate is not null
),

words as (
    {{ words_of('statements', 'statement_id', 'predicate') }}
),

placed as (
    select
        statement_id,
        word_position,
        word,
        {{ count_sum("case when word = 'and' then 1 else 0 end", 'over preceding_words') }} as comparison,
        lag(word) over in_order as word_before,
        lag(word, 2) over in_order as second_word_before,
        lag(word, 3) over in_order as third_word_before,
        lead(word) over in_order as word_after
    from words
    window
        in_order as (partition by statement_id order by word_position asc nulls last),
        preceding_words as (
            partition by statement_id
            order by word_position asc nulls last
        )
),

sided as (
    select
        *,
        {{
            count_sum(
                "case when word in ('=', '==', '<', '>', '<=', '>=') then 1 else 0 end",
                'over preceding_words'
            )
        }}
            as relations_before
    from placed
    window
        preceding_words as (
            partition by statement_id, comparison
            order by word_position asc nulls last
        )
)

select
    statement_id,
    comparison,
    word_position,
    word as reference,
    case when word in ('=', '==', '<', '>', '<=', '>=') then word end as relation,
    -- The right side is taken to the left: a comparison holds when the sum compares so with zero.
    case when relations_before = 0 then 1 else -1 end
    * case when case when word_before = '*' then third_word_before else word_before end = '-' then -1 else 1 end
    * case when word_before = '*' then {{ try_as('second_word_before', 'decimal(18, 6)') }} else 1 end
        as coefficient
from sided
where word not in ('and', '+', '-', '*') and coalesce(word_after, '') <> '*'
