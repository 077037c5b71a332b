select
    answers.load_id,
    answers.file_name,
    answers.line_number,
    answers.sent_date,
    lines.breakdown,
    lines.line_path,
    answers.scale_max,
    answers.answer
from {{ ref('int_surveys__answers') }} as answers
inner join {{ ref('int_surveys__index_groups') }} as lines
    on
        answers.fiscal_year = lines.fiscal_year
        and answers.index_path = lines.index_path
        and (
            lines.breakdown = 'total'
            or (lines.breakdown = 'part' and answers.index_part = lines.member)
            or (lines.breakdown = 'group' and answers.respondent_group = lines.member)
        )
where lines.is_disclosed
