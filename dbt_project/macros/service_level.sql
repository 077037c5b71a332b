{#-
  Calls with whether they count in a service level and whether they are in time. `within_seconds` and `abandoned_calls`
  name rules of the board; no standard says which of four treats a call that was abandoned before anybody answered. A
  call that was answered counts by all of them. One abandoned within short_abandon_within_seconds is short: who hung up
  so soon had hardly waited.
-#}
{% macro service_level_calls(calls, service, called_at, called_date, queue, within_seconds, abandoned_calls) -%}
{%- set is_short = "calls.wait_seconds <= rules.short_abandon_within_seconds" -%}
select
    '{{ service }}' as service,
    {{ called_at }} as called_at,
    {{ called_date }} as called_date,
    {{ queue }} as queue,
    calls.wait_seconds,
    calls.is_answered,
    case
        when calls.is_answered then true
        when rules.{{ abandoned_calls }} = 'left_out' then false
        when rules.{{ abandoned_calls }} = 'short_left_out' then not {{ is_short }}
        else true
    end as is_counted,
    case
        when calls.is_answered then calls.wait_seconds <= rules.{{ within_seconds }}
        else rules.{{ abandoned_calls }} = 'short_in_time' and {{ is_short }}
    end as is_in_time,
    calls.load_id,
    calls.file_name,
    calls.line_number
from {{ calls }} as calls
cross join {{ ref('board_rules') }} as rules
{%- endmacro %}
