select
    load_id,
    file_name,
    line_number,
    undersokning_id as survey_id,
    fraga as question,
    {{ without_personal_numbers('fragetext') }} as question_text_sv,
    skala_max as scale_max,
    delindex as index_part
from {{ source('raw', 'surveys_questions') }}
