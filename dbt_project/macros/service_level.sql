{#-
  The rules by which a service level may treat a call that was abandoned before anybody answered; no standard says
  which. A call that was answered counts by all of them.
-#}
{% macro abandoned_call_rules() -%}
{{
    return({
        "counts_against": {"is_counted": "true", "is_in_time": "false"},
        "left_out": {"is_counted": "false", "is_in_time": "false"},
        "short_left_out": {"is_counted": "not is_short", "is_in_time": "false"},
        "short_in_time": {"is_counted": "true", "is_in_time": "is_short"},
    })
}}
{%- endmacro %}


{#-
  Calls with whether they count in a service level and whether they are in time, by the rule named. A call abandoned
  within short_abandon_within_seconds is a short one: who hung up so soon had hardly waited.
-#}
{% macro service_level_calls(calls, service, called_at, called_date, queue, within_seconds, abandoned_calls) -%}
{%- set rules = abandoned_call_rules() -%}
{%- if abandoned_calls not in rules -%}
{{
    exceptions.raise_compiler_error(
        "The rule for abandoned calls of the " ~ service ~ " is '" ~ abandoned_calls ~ "'; expected one of "
        ~ rules | join(", ") ~ ". Set it in dbt_project.yml."
    )
}}
{%- endif -%}
{%- set rule = rules[abandoned_calls] -%}
select
    '{{ service }}' as service,
    {{ called_at }} as called_at,
    {{ called_date }} as called_date,
    {{ queue }} as queue,
    wait_seconds,
    is_answered,
    case when is_answered then true else {{ rule.is_counted }} end as is_counted,
    case when is_answered then wait_seconds <= {{ within_seconds }} else {{ rule.is_in_time }} end as is_in_time,
    load_id,
    file_name,
    line_number
from (
    select
        *,
        wait_seconds <= {{ var("short_abandon_within_seconds") }} as is_short
    from {{ calls }}
) as {{ service }}_calls
{%- endmacro %}
