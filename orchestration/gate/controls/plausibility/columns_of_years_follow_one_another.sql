-- title: No column of a yearly extract departs from last year's: its rows, means, values, codes,
--   members, months and dates
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.profiles inner join raw.loads using (load_id, system, entity)
--   where statistic = 'rows' and date_diff('month', period_from, period_to) = 11
--   group by system, entity having len(list_intersect(list(year(period_from)), list(year(period_from) + 1))) > 0)
-- not_applicable: no yearly extract is delivered for two years that follow one another
-- Two years have no spread to learn a band from. So a year departs where it has less than six tenths or more than
-- seven quarters of last year's rows, thirty numbers of another rounding, a mean less than two fifths or more than two
-- and a half times last year's, or loses what it had: the values of a column, of all rows or of a quarter, its eight
-- rows without one, a member or a code with ten rows, two fifths of a code's share and more than chance takes, the
-- months of a third of thirty rows or of twelve, the last months with seven, texts that were all different. What is
-- new is not a fault, unless it is one member more, with thirty rows, of ten of a dated list who are all there again.
-- Fewer than ten rows say nothing of how many there should be.
with years as (
    select
        system || '.' || entity as extract,
        year(period_from) as year,
        column_name,
        statistic,
        code,
        value::double as value
    from raw.profiles
    inner join raw.loads using (load_id, system, entity)
    where date_diff('month', period_from, period_to) = 11
),

rows_of_years as (
    select
        extract,
        year,
        value as rows_count
    from years
    where statistic = 'rows'
),

wide as (
    select
        extract,
        year,
        column_name,
        max(value) filter (statistic = 'filled') as filled,
        max(value) filter (statistic = 'sum') as total,
        max(value) filter (statistic = 'negative') as negative,
        max(value) filter (statistic = 'greatest') as greatest,
        max(value) filter (statistic = 'whole') as whole,
        max(value) filter (statistic = 'tens') as tens,
        max(value) filter (statistic = 'days') as days,
        max(value) filter (statistic = 'distinct') as different
    from years
    where column_name <> '' and code = ''
    group by extract, year, column_name
),

codes as (
    select
        earlier.extract,
        earlier.year + 1 as year,
        earlier.column_name,
        earlier.statistic,
        earlier.code,
        earlier.value as earlier_value,
        coalesce(now.value, 0) as value
    from years as earlier
    -- The column has codes this year too.
    semi join years as coded
        on
            earlier.extract = coded.extract and earlier.year + 1 = coded.year
            and earlier.column_name = coded.column_name and earlier.statistic = coded.statistic
    left join years as now
        on
            earlier.extract = now.extract and earlier.year + 1 = now.year and earlier.column_name = now.column_name
            and earlier.statistic = now.statistic and earlier.code = now.code
    where earlier.statistic in ('code', 'month')
),

compared as (
    select
        now.extract,
        now.year,
        'rows' as what,
        now.rows_count as value,
        earlier.rows_count as earlier_value,
        greatest(now.rows_count, earlier.rows_count) >= 10
        and (now.rows_count < 0.6 * earlier.rows_count or (now.rows_count > 1.75 * earlier.rows_count and earlier.rows_count > 0))
        as departs
    from rows_of_years as now
    inner join rows_of_years as earlier on now.extract = earlier.extract and now.year = earlier.year + 1
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', mean',
        now.total / now.filled,
        earlier.total / earlier.filled,
        now.total / now.filled < 0.4 * (earlier.total / earlier.filled) or now.total / now.filled > 2.5 * (earlier.total / earlier.filled)
    from wide as now
    inner join wide as earlier
        on now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
    where now.filled > 0 and earlier.filled > 0 and earlier.total > 0
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', values',
        now.filled,
        earlier.filled,
        (earlier.filled >= 2 and now.filled / now_rows.rows_count < 0.4 * (earlier.filled / earlier_rows.rows_count))
        or (earlier_rows.rows_count >= 8 and earlier.filled = earlier_rows.rows_count and now.filled < 0.75 * now_rows.rows_count)
        or (earlier_rows.rows_count - earlier.filled >= 8 and earlier.filled > 0 and now.filled = now_rows.rows_count)
    from wide as now
    inner join wide as earlier
        on now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
    inner join rows_of_years as now_rows on now.extract = now_rows.extract and now.year = now_rows.year
    inner join rows_of_years as earlier_rows on earlier.extract = earlier_rows.extract and earlier.year = earlier_rows.year
    where earlier_rows.rows_count > 0 and now_rows.rows_count > 0
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', share of round numbers',
        (coalesce(now.whole, 0) + now.tens) / now.filled,
        (coalesce(earlier.whole, 0) + earlier.tens) / earlier.filled,
        greatest(
            abs(now.tens / now.filled - earlier.tens / earlier.filled),
            coalesce(abs(now.whole / now.filled - earlier.whole / earlier.filled), 0)
        ) > 0.2 + 4 * sqrt(0.25 / least(now.filled, earlier.filled))
    from wide as now
    inner join wide as earlier
        on now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
    -- Of few different values, some of them are round in one year.
    where
        least(now.filled, earlier.filled) >= 30 and now.tens is not null and earlier.tens is not null
        and now.greatest * now.filled > 3 * now.total
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', mean day',
        now.days / now.filled,
        earlier.days / earlier.filled,
        abs(now.days / now.filled - earlier.days / earlier.filled) > 60 + 300 / sqrt(least(now.filled, earlier.filled))
    from wide as now
    inner join wide as earlier
        on now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
    -- Dates in or about the year; those of what lasts stay where they are, and are not counted from a year's first day.
    where
        least(now.filled, earlier.filled) >= 5
        and earlier.days / earlier.filled between -100 and 500
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', different values',
        now.different,
        earlier.different,
        earlier.filled >= 5 and earlier.different = earlier.filled and now.different < now.filled
    from wide as now
    inner join wide as earlier
        on now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
    where now.different is not null
    union all
    select
        codes.extract,
        codes.year,
        codes.column_name || ', ' || codes.code,
        codes.value,
        codes.earlier_value,
        if(
            codes.value = 0,
            codes.earlier_value >= 10 or members.different = members.filled,
            abs(codes.value / now_rows.rows_count - codes.earlier_value / earlier_rows.rows_count)
            > 0.15 + 4 * sqrt(0.25 / least(now_rows.rows_count, earlier_rows.rows_count))
            or 0.6 * codes.earlier_value / earlier_rows.rows_count - codes.value / now_rows.rows_count
            > 4 * sqrt(codes.earlier_value / earlier_rows.rows_count * (1 / now_rows.rows_count + 1 / earlier_rows.rows_count))
        )
    from codes
    inner join rows_of_years as now_rows on codes.extract = now_rows.extract and codes.year = now_rows.year
    inner join rows_of_years as earlier_rows on codes.extract = earlier_rows.extract and codes.year = earlier_rows.year + 1
    inner join wide as members
        on codes.extract = members.extract and codes.year = members.year + 1 and codes.column_name = members.column_name
    where codes.statistic = 'code'
    union all
    select
        now.extract,
        now.year,
        now.column_name || ', ' || now.code || ', which is new',
        now.value,
        0,
        now.value >= 30
    from years as now
    anti join years as earlier
        on
            now.extract = earlier.extract and now.year = earlier.year + 1 and now.column_name = earlier.column_name
            and now.statistic = earlier.statistic and now.code = earlier.code
    -- A column of a dated list that names members, all of whom are there again.
    semi join (
        select
            extract,
            year,
            column_name
        from codes
        where statistic = 'code'
        group by all
        having count(*) >= 10 and min(value) > 0 and extract in (select years.extract from years where years.statistic = 'month')
    ) as members
        on now.extract = members.extract and now.year = members.year and now.column_name = members.column_name
    where now.statistic = 'code'
    union all
    select
        months.extract,
        months.year,
        'rows of months that have none, by last year''s',
        0,
        sum(months.expected) filter (months.value = 0),
        coalesce(
            (sum(months.earlier_value) >= 30 and sum(months.expected) filter (months.value = 0) > sum(months.earlier_value) * 0.35)
            or max(months.expected) filter (months.value = 0) >= 12
            or sum(months.expected) filter (months.code > months.last_code) >= 7,
            false
        )
    from (
        select
            codes.*,
            codes.earlier_value * sum(codes.value) over of_year
            / nullif(sum(codes.earlier_value) filter (codes.value > 0) over of_year, 0) as expected,
            last_months.last_code
        from codes
        -- Of all months of this year, also of those that had none last year.
        left join (
            select
                extract,
                year,
                max(code) as last_code
            from years
            where statistic = 'month'
            group by all
        ) as last_months on codes.extract = last_months.extract and codes.year = last_months.year
        where codes.statistic = 'month'
        window of_year as (partition by codes.extract, codes.year, codes.column_name)
    ) as months
    group by months.extract, months.year
)

select
    extract || ', ' || year || ', ' || what || ': ' || round(value, 2)::decimal(28, 2) || ' after ' || coalesce(round(earlier_value, 2)::decimal(28, 2), 0)
    as subject,
    0::decimal(28, 8) as expected,
    coalesce(departs, false)::int::decimal(28, 8) as actual
from compared
