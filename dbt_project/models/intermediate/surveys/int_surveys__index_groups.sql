-- An index as a whole, by its parts, and by group of respondents; no figure of ten or fewer respondents is shown.
with lines as (
    {%- for breakdown, member, where in (
        ("total", "'total'", "index_name is not null"),
        ("part", "index_part", "index_part <> index_name"),
        ("group", "respondent_group", "index_name is not null and respondent_group is not null"),
    ) %}
    select
        fiscal_year,
        subject,
        audience,
        index_name,
        index_path,
        '{{ breakdown }}' as breakdown,
        {{ member }} as member,
        count(distinct respondent_id) as respondents_count
    from {{ ref('int_surveys__answers') }}
    where {{ where }}
    group by fiscal_year, subject, audience, index_name, index_path, {{ member }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- Each survey asks people of its own, so that a decision is of one year's survey.
sizes as (
    select
        fiscal_year,
        index_path,
        breakdown,
        member,
        {{ group_id(["'survey'", as_text('fiscal_year'), 'index_path', 'breakdown', 'member']) }} as group_id,
        'survey' as period,
        respondents_count as persons_count
    from lines
),

decisions as (
    {{ withheld_groups('sizes', ['fiscal_year', 'index_path', 'breakdown']) }}
)

select
    lines.fiscal_year,
    lines.subject,
    lines.audience,
    lines.index_name,
    lines.index_path,
    lines.breakdown,
    lines.member,
    decisions.group_id,
    case lines.breakdown when 'total' then lines.index_path else lines.index_path || '/' || lines.member end
        as line_path,
    lines.respondents_count,
    not decisions.is_withheld as is_disclosed
from lines
inner join decisions
    on
        lines.fiscal_year = decisions.fiscal_year
        and lines.index_path = decisions.index_path
        and lines.breakdown = decisions.breakdown
        and lines.member = decisions.member
