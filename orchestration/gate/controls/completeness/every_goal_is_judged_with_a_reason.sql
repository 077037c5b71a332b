-- title: No goal lacks a judgement, or a reason for it, where nearly all goals of the year have one, or
--   had one last year
-- protects: mart_goals__goals
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__goals where judgement is not null or comment_sv is not null)
-- not_applicable: no goal is judged yet
-- A year is judged when any of its goals has a judgement or a reason. Whoever gives reasons for some of the goals only
-- is asked nothing, unless half as many have one as last year. Where none has one, and nearly all have the other, the
-- column was lost, unless last year was so too. How many lack one is a number of the year: one more is found again.
with parts as (
    select
        fiscal_year,
        goal_id,
        unnest(['judgement', 'reason']) as what,
        unnest([judgement is not null, comment_sv is not null]) as is_given
    from goals.mart_goals__goals
),

years as (
    select
        fiscal_year,
        what,
        avg(is_given::int) as given_share,
        string_agg(goal_id, ', ' order by goal_id) filter (not is_given) as lacking,
        count(*) filter (not is_given) as lacking_count
    from parts
    group by fiscal_year, what
),

judged as (
    select
        years.*,
        other.given_share as other_share,
        earlier.given_share as earlier_share,
        earlier_other.given_share as earlier_other_share
    from years
    inner join years as other on years.fiscal_year = other.fiscal_year and years.what <> other.what
    left join years as earlier on years.fiscal_year = earlier.fiscal_year + 1 and years.what = earlier.what
    left join years as earlier_other
        on years.fiscal_year = earlier_other.fiscal_year + 1 and years.what <> earlier_other.what
    where years.given_share > 0 or other.given_share > 0
)

select
    fiscal_year || ', goals without a ' || what || coalesce(': ' || lacking, '') as subject,
    0::decimal(28, 8) as expected,
    if(
        given_share >= 0.8
        or coalesce(given_share <= 0.5 * earlier_share and earlier_share > 0, false)
        or (given_share = 0 and other_share >= 0.8 and not coalesce(earlier_share = 0 and earlier_other_share >= 0.8, false)),
        lacking_count, 0
    )::decimal(28, 8) as actual
from judged
