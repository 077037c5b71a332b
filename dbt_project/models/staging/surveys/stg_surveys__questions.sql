select
    load_id,
    file_name,
    line_number,
    undersokning_id as survey_id,
    fraga as question,
    {{ without_personal_numbers('fragetext') }} as question_text_sv,
    skala_max as scale_max,
    delindex as index_part,
    -- A part is named after its index: the index, an underscore, the part.
    split_part(delindex, '_', 1) as index_name
from {{ source('raw', 'surveys_questions') }}
