-- title: No month and no year of a column departs from the column's own history: its mean and greatest value, its
--   shares, its dates
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.profiles inner join raw.loads using (load_id, system, entity)
--   where statistic = 'rows' and date_diff('month', period_from, period_to) = 0
--   group by system, entity having count(*) >= 6 and median(value) >= 30)
-- not_applicable: no extract comes by month for half a year, with thirty rows or more
-- Another unit, another sign, another rounding, a limit, a decimal sign that moved, a constant, yes for no, a code
-- called by another's name, dates of another month, hours of another time zone: each moves a mean or a share away from
-- the months around it. What is expected of a month is the same month of last year plus the year's median change,
-- without a last year the year's median. A month departs where it is further off than six robust standard deviations of
-- its year (and four of chance), and further off in the same direction than a neighbour; a share, which may rise for
-- good, than both; the mean of dates of long ago, which moves little by little, where it jumps. What thirty rows had in
-- each of three months, and none has in the next, departs. So does a year in which a mean has another level by a fifth,
-- or yes, or no, or anything, is said more or less often by two fifths, or the share of a code is another by a tenth,
-- or falls by two fifths; and a month from which on a mean has another level by a tenth, or a share by three hundredths
-- or an eighth of what is rarer, and by six deviations of the year's steps: by one step, and not since a code is new or
-- a year began. So does a month whose fifty greatest values of a thousand are one, where hardly any other month's are:
-- they end at a limit. Round numbers are counted where the greatest value is four times the mean: hours that follow the
-- calendar are round in some months. Extracts of fewer than thirty rows a month are left out.
with loads as (
    select
        load_id,
        system,
        entity,
        system || '.' || entity as extract,
        period_from as month
    from raw.loads
    where date_diff('month', period_from, period_to) = 0
),

columns as (
    select
        extract,
        month,
        column_name,
        max(value) filter (statistic = 'rows') over (partition by extract, month) as rows_count,
        statistic,
        code,
        value
    from raw.profiles
    inner join loads using (load_id, system, entity)
    where statistic <> 'code_dates'
),

wide as (
    select
        extract,
        month,
        column_name,
        any_value(rows_count)::double as rows_count,
        max(value) filter (statistic = 'filled')::double as filled,
        max(value) filter (statistic = 'sum')::double as total,
        max(value) filter (statistic = 'negative')::double as negative,
        max(value) filter (statistic = 'true')::double as yes,
        max(value) filter (statistic = 'greatest')::double as greatest,
        max(value) filter (statistic = 'fiftieth')::double as fiftieth,
        max(value) filter (statistic = 'whole')::double as whole,
        max(value) filter (statistic = 'tens')::double as tens,
        max(value) filter (statistic = 'days')::double as days,
        max(value) filter (statistic = 'seconds')::double as seconds
    from columns
    where column_name <> '' and code = ''
    group by extract, month, column_name
),

-- A mean is compared by its logarithm, so that half and double are as far; of nothing, or less, it is far from any.
given as (
    select
        extract,
        column_name || ', mean' as what,
        month,
        if(total > 0, ln(total / filled), -20) as value,
        rows_count,
        0.1 as least,
        'mean' as kind,
        greatest / (total / filled) as greatest_of_mean
    from wide
    where filled > 0 and total is not null
    union all
    select extract, column_name || ', share of values', month, filled / rows_count, rows_count, 0.02, 'share', null from wide
    union all
    select extract, column_name || ', share below zero', month, negative / filled, rows_count, 0.02, 'share', null
    from wide
    where filled > 0 and negative is not null
    union all
    select extract, column_name || ', greatest value', month, ln(greatest), rows_count, 0.5, 'greatest', null
    from wide
    where greatest > 0
    union all
    select extract, column_name || ', share without decimals', month, whole / filled, rows_count, 0.02, 'share', null
    from wide
    where whole is not null and greatest * filled > 4 * total
    union all
    select extract, column_name || ', share of tens', month, tens / filled, rows_count, 0.02, 'share', null
    from wide
    where tens is not null and greatest * filled > 4 * total
    union all
    select extract, column_name || ', share of yes', month, yes / filled, rows_count, 0.02, 'share', null
    from wide
    where filled > 0 and yes is not null
    union all
    select extract, column_name || ', mean day', month, days / filled, rows_count, 5, 'date', null
    from wide
    where filled > 0 and days is not null
    union all
    select extract, column_name || ', mean second of the day', month, seconds / filled, rows_count, 1200, 'date', null
    from wide
    where filled > 0 and seconds is not null
    union all
    select extract, column_name || ', share of ' || code, month, value::double / rows_count, rows_count, 0.02, 'share', null
    from columns
    where statistic = 'code'
),

-- Where a code is new, the others' shares are less.
new_codes as (
    select
        extract,
        column_name,
        code,
        min(month) as month,
        arg_min(value::double / rows_count, month) as share
    from columns
    where statistic = 'code'
    group by all
),

regular as (
    select
        extract,
        what
    from given
    group by extract, what
    having count(*) >= 6 and median(rows_count) >= 30
),

changes as (
    select
        now.*,
        now.value - earlier.value as change,
        earlier.value as earlier_value,
        count(earlier.value) over (partition by extract, what, year(now.month)) as compared
    from given as now
    inner join regular using (extract, what)
    left join given as earlier
        on now.extract = earlier.extract and now.what = earlier.what and earlier.month = now.month - interval 1 year
),

limits as (
    select
        extract,
        column_name,
        month,
        greatest,
        greatest = fiftieth as is_at_limit,
        avg((greatest = fiftieth)::int) over (partition by extract, column_name) as usual,
        lag(greatest = fiftieth, 12) over (partition by extract, column_name order by month) as was_at_limit
    from wide
    where filled >= 1000 and fiftieth is not null
),

centred as (
    select
        *,
        if(compared >= 6, change - median(change) over of_year, value - median(value) over of_year) as off
    from changes
    where compared < 6 or earlier_value is not null
    window of_year as (partition by extract, what, year(month))
),

-- What a year, or the four months from one on, changed more from last year than the months before, and by how much it
-- may.
levels as (
    select
        extract,
        what,
        kind,
        month,
        change,
        value,
        case
            when kind = 'mean' then 0.2 + chance
            when kind = 'date' then 2400 + greatest(chance, 40000 / sqrt(rows_count))
            when what like '%, share of yes' or what like '%, share of values' or what like '%, share below zero'
                then greatest(0.02, 0.4 * least(value - change, 1 - value + change)) + chance_of_share
            -- A new code's share may grow to any number of times what it was.
            else if(change < 0, least(0.1, 0.4 * (value - change)), 0.1) + chance_of_share
        end as band
    from (
        select
            extract,
            what,
            kind,
            min(month) as month,
            median(change) as change,
            median(value) as value,
            median(rows_count) as rows_count,
            -- A median of twelve months deviates by some 0.36 of what a month does.
            4 * 0.36 * 1.4826 * median(abs(off)) as chance,
            median(value) - median(change) as value_before,
            greatest(
                chance, 3 * sqrt(greatest(value_before * (1 - value_before), 0.001) / median(rows_count))
            ) as chance_of_share
        from centred
        where compared >= 6 and (kind in ('share', 'mean') or what like '%, mean second of the day')
        group by extract, what, kind, year(month)
        -- What changed during last year was found then: its last months were as this year's.
        having
            abs(median(value) - coalesce(median(earlier_value) filter (month(month) >= 9), 0))
            > 0.6 * abs(median(change))
    )
    union all
    select
        extract,
        what,
        kind,
        month,
        change_from - change_before as change,
        value_from,
        band + 6 * 1.4826 / sqrt(2) * usual_step
    from (
        select
            *,
            median(change) over months_before as change_before,
            median(change) over months_from as change_from,
            median(value) over months_before as value_before,
            median(value) over months_from as value_from,
            -- A jump is one of a year's steps, and the median of these is what chance does.
            median(abs(jump)) over (partition by extract, what, year(month)) as usual_step,
            least(count(change) over months_before, count(change) over months_from) as months_count
        from (
            select *
            from (
                select
                    *,
                    change - lag(change) over (partition by extract, what order by month) as jump,
                    case kind
                        when 'mean' then 0.1 + 2 * greatest(1, 0.5 * sqrt(greatest_of_mean)) / sqrt(rows_count)
                        when 'date' then 2400 + 40000 / sqrt(rows_count)
                        else
                            least(0.03, 0.125 * least(earlier_value, 1 - earlier_value))
                            + 2 / sqrt(rows_count)
                            * sqrt(greatest(value * (1 - value), earlier_value * (1 - earlier_value), 0.001))
                    end as band
                from changes
                where kind in ('share', 'mean') or what like '%, mean second of the day'
            )
            -- Medians of months take their time, and most series have no such step.
            qualify max(abs(jump)) over (partition by extract, what) > 0.6 * min(band) over (partition by extract, what)
        )
        window
            months_before as (partition by extract, what order by month rows between 4 preceding and 1 preceding),
            months_from as (partition by extract, what order by month rows between current row and 3 following)
    ) as stepped
    -- Most of it is the jump into the first month; and what rose in this month of last year, and not in this year's,
    -- did not change again. A year may begin with other shares, unless they are as far off as is asked of it above.
    where
        months_count >= 3
        and (month(month) > 1 or kind <> 'share' or what like '%, share of yes' or what like '%, share of values')
        and least(abs(jump), abs(value_from - value_before)) > 0.6 * abs(change_from - change_before)
        and not exists (
            select 1 from new_codes
            where
                new_codes.extract = stepped.extract
                and starts_with(stepped.what, new_codes.column_name || ', share of ')
                and new_codes.month between stepped.month - interval 4 month and stepped.month + interval 3 month
                and new_codes.share > 0.2 * abs(change_from - change_before)
        )
),

banded as (
    select
        *,
        -- Of what is rare, or nearly always so, a fifth is much.
        greatest(
            if(kind = 'share', least(least, 0.2 * abs(value - off), 0.2 * abs(1 - value + off)), least),
            6 * 1.4826 * median(abs(off)) over of_year
        )
        + case kind
            when 'share' then 4 * sqrt(greatest(value * (1 - value), (value - off) * (1 - (value - off)), 0) / rows_count)
            -- Half the root of the greatest value over the mean is about the deviation of one value over the mean.
            when 'mean' then 4 * greatest(1, 0.5 * sqrt(coalesce(median(greatest_of_mean) over of_year, 0))) / sqrt(rows_count)
            -- The logarithm of the greatest of n waits deviates by some 1.28 / ln(n); of many, a year shows that
            -- itself.
            when 'greatest' then if(rows_count < 5000, 4 * 1.28 / ln(rows_count), 0)
            -- Of what may have begun long before its month, one date moves the mean of few.
            else if(min(value) over of_year < 0, 160 / sqrt(rows_count), 0)
        end as band,
        sign(off) * (off - lag(off) over by_month) as off_from_last_month,
        sign(off) * (off - lead(off) over by_month) as off_from_next_month,
        kind <> 'date' or abs(value) < 100
        or greatest(abs(value - lag(value) over by_month), abs(value - lead(value) over by_month)) > band as is_a_jump,
        if(count(value) over months_before = 3, min(value) over months_before, 0) as least_before,
        if(count(value) over months_before = 3, max(value) over months_before, 1) as most_before
    from centred
    window
        of_year as (partition by extract, what, year(month)),
        by_month as (partition by extract, what order by month),
        months_before as (partition by extract, what order by month rows between 3 preceding and 1 preceding)
)

select
    extract || ', ' || what || ', ' || strftime(month, '%Y-%m') || ': '
    || round(if(kind in ('mean', 'greatest'), exp(value), value), 4)::decimal(28, 4) || ', about '
    || round(if(kind in ('mean', 'greatest'), exp(value - off), value - off), 4)::decimal(28, 4) || ' expected' as subject,
    0::decimal(28, 8) as expected,
    (
        (
            abs(off) > band
            and coalesce(is_a_jump, true)
            and coalesce(
                if(
                    kind = 'share',
                    least(off_from_last_month, off_from_next_month),
                    greatest(off_from_last_month, off_from_next_month)
                ),
                abs(off)
            ) > band
        )
        or (kind = 'share' and value = 0 and least_before * rows_count >= 30)
        or (kind = 'share' and value = 1 and (1 - most_before) * rows_count >= 30)
    )::int::decimal(28, 8) as actual
from banded
union all
select
    extract || ', ' || what || ', from ' || strftime(month, '%Y-%m') || ' on: about '
    || round(if(kind = 'mean', exp(value), value), 4)::decimal(28, 4) || ', without a change '
    || round(if(kind = 'mean', exp(value - change), value - change), 4)::decimal(28, 4),
    0::decimal(28, 8),
    (abs(change) > band)::int::decimal(28, 8)
from levels
union all
select
    extract || ', ' || column_name || ', ' || strftime(month, '%Y-%m') || ': fifty values or more are the greatest, ' || greatest,
    0::decimal(28, 8),
    (is_at_limit and (usual <= 0.25 or not coalesce(was_at_limit, true)))::int::decimal(28, 8)
from limits
