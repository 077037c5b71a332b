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

weighed as (
    {{ withheld_groups('lines', 'respondents_count', ['fiscal_year', 'index_path', 'breakdown']) }}
)

select
    fiscal_year,
    subject,
    audience,
    index_name,
    index_path,
    breakdown,
    member,
    case breakdown when 'total' then index_path else index_path || '/' || member end as line_path,
    respondents_count,
    not is_withheld as is_disclosed
from weighed
