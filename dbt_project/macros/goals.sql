{#-
  By how much a value reaches the board's target, in the indicator's direction: at least 0 where it does, or more than 0
  where the target is a limit. A target is reached at the precision in which it is set: an AMI of 79.6 is the 80 that
  the board aimed at.
-#}
{% macro target_leeway(value) -%}
case direction
    when 'hogre' then {{ value }} + {{ half_step('decimals') }} - board_target
    when 'lagre' then board_target + {{ half_step('decimals') }} - {{ value }}
    when 'band' then board_target + {{ half_step('decimals') }} - abs({{ value }})
end
{%- endmacro %}


{#- Whether a value of that leeway reaches the target; NULL where either is missing. -#}
{% macro target_is_reached(leeway) -%}
case when direction = 'hogre' then {{ leeway }} >= 0 else {{ leeway }} > 0 end
{%- endmacro %}


{#- The role, in the scale of fulfilment, of a goal: so many of its indicators reach their targets, so many miss. -#}
{% macro fulfilment_role(met, missed) -%}
case
    when {{ met }} + {{ missed }} = 0 then 'not_computed'
    when {{ missed }} = 0 then 'all_met'
    when {{ met }} = 0 then 'none_met'
    else 'some_met'
end
{%- endmacro %}
