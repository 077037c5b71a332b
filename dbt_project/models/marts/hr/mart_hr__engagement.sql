with lines as (
    select
        index_groups.*,
        case index_groups.breakdown
            when 'total' then 'survey_index'
            when 'part' then 'survey_index_by_part'
            when 'group' then 'survey_index_by_group'
        end as measure_id
    from {{ ref('int_surveys__index_groups') }} as index_groups
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on index_groups.fiscal_year = fiscal_years.fiscal_year
    where
        index_groups.index_name in (
            select codes.code from {{ ref('code_labels') }} as codes
            where codes.code_set = 'survey_index' and codes.role = 'engagement'
        )
),

indices as (
    select
        lines.*,
        measure_values.measure_value_id,
        measure_values.denominator as answers_count,
        measure_values.measure_value as index_value
    from lines
    left join {{ ref('fct_measures') }} as measure_values
        on
            lines.measure_id = measure_values.measure_id
            and lines.line_path = measure_values.member
            and lines.fiscal_year = measure_values.fiscal_year
)

select
    {{ as_text('this_year.fiscal_year') }} || '-' || this_year.breakdown || '-' || this_year.line_path
        as engagement_key,
    this_year.fiscal_year,
    this_year.breakdown,
    this_year.member,
    coalesce(members.label_sv, this_year.member) as label_sv,
    -- The whole, its parts, the groups.
    cast(
        row_number() over (
            partition by this_year.fiscal_year
            order by this_year.breakdown desc nulls last, this_year.member asc nulls last
        ) as integer
    ) as sort_order,
    this_year.measure_value_id,
    this_year.is_disclosed,
    case when this_year.is_disclosed then cast(this_year.respondents_count as integer) end as respondents_count,
    cast(this_year.answers_count as integer) as answers_count,
    this_year.index_value,
    prior_year.index_value as prior_index_value,
    {{ amount_of('this_year.index_value - prior_year.index_value') }} as change_points
from indices as this_year
left join indices as prior_year
    on
        this_year.fiscal_year - 1 = prior_year.fiscal_year
        and this_year.breakdown = prior_year.breakdown
        and this_year.line_path = prior_year.line_path
left join {{ ref('member_labels') }} as members
    on case this_year.breakdown when 'total' then this_year.index_name else this_year.member end = members.member_part
