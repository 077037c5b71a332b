select
    load_id,
    file_name,
    line_number,
    undersokning_id as survey_id,
    respondent_id,
    respondentgrupp as respondent_group,
    fraga as question,
    svar as answer
from {{ source('raw', 'surveys_answers') }}
