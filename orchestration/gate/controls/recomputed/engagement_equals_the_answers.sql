-- title: The employees' index, its parts and its groups are worked out again from the answers, where shown
-- protects: mart_hr__engagement
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from staging.stg_surveys__questions inner join reference.code_labels on code = split_part(index_part, '_', 1)
--   where code_set = 'survey_index' and role = 'engagement')
-- not_applicable: no survey with the employees' index has been delivered
with answers as (
    select
        surveys.fiscal_year,
        surveys.subject || '/' || surveys.audience || '/' || indices.code as path,
        questions.index_part,
        answered.respondent_group,
        answered.respondent_id,
        -- The worst answer is 0 and the best 1, in eight decimals.
        try_cast((answered.answer - 1) / nullif(questions.scale_max - 1, 0) as decimal(18, 8)) as points
    from staging.stg_surveys__answers as answered
    inner join staging.stg_surveys__surveys as surveys using (survey_id)
    inner join staging.stg_surveys__questions as questions using (survey_id, question)
    inner join common.dim_fiscal_year as years on surveys.fiscal_year = years.fiscal_year
    inner join reference.code_labels as indices
        on split_part(questions.index_part, '_', 1) = indices.code
    where answered.answer is not null and indices.code_set = 'survey_index' and indices.role = 'engagement'
),

lines as (
    select
        fiscal_year,
        case when grouping(index_part) = 0 then 'part' when grouping(respondent_group) = 0 then 'group' else 'total' end
            as breakdown,
        case breakdown when 'part' then index_part when 'group' then respondent_group else 'total' end as member,
        path || if(breakdown = 'total', '', '/' || member) as line_path,
        count(distinct respondent_id) as respondents_count,
        count(*) as answers_count,
        (100 * sum(points) / count(*))::decimal(18, 8) as index_value
    from answers
    group by fiscal_year, path, grouping sets ((), (index_part), (respondent_group))
    having member is not null
),

-- Which lines are withheld is another control's matter; a withheld one has a row without figures.
shown as (
    select lines.*, marts.is_disclosed
    from lines
    left join hr.mart_hr__engagement as marts
        on concat_ws('-', lines.fiscal_year, lines.breakdown, lines.line_path) = marts.engagement_key
),

recomputed as (
    select
        concat_ws('-', this_year.fiscal_year, this_year.breakdown, this_year.line_path) as engagement_key,
        this_year.fiscal_year,
        this_year.breakdown,
        this_year.member,
        coalesce(labels.label_sv, this_year.member) as label_sv,
        row_number() over (
            partition by this_year.fiscal_year
            order by array_position(['total', 'part', 'group'], this_year.breakdown), this_year.member
        ) as sort_order,
        this_year.is_disclosed,
        if(
            this_year.is_disclosed,
            'survey_index' || if(this_year.breakdown = 'total', '', '_by_' || this_year.breakdown)
            || '/' || this_year.line_path || '@' || this_year.fiscal_year,
            null
        ) as measure_value_id,
        if(this_year.is_disclosed, this_year.respondents_count, null) as respondents_count,
        if(this_year.is_disclosed, this_year.answers_count, null) as answers_count,
        if(this_year.is_disclosed, this_year.index_value, null) as index_value,
        if(prior_year.is_disclosed, prior_year.index_value, null) as prior_index_value,
        if(this_year.is_disclosed and prior_year.is_disclosed, this_year.index_value - prior_year.index_value, null)
            as change_points
    from shown as this_year
    left join shown as prior_year
        on
            this_year.fiscal_year - 1 = prior_year.fiscal_year
            and this_year.breakdown = prior_year.breakdown and this_year.line_path = prior_year.line_path
    left join reference.member_labels as labels
        on if(this_year.breakdown = 'total', split_part(this_year.line_path, '/', 3), this_year.member) = labels.member_part
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__engagement
    ) on rows_count, sort_order, respondents_count, answers_count, index_value, prior_index_value, change_points
    into name measure value amount
)

select
    concat_ws(', ', engagement_key, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by engagement_key, fiscal_year, breakdown, member, label_sv, measure_value_id, is_disclosed, measure
