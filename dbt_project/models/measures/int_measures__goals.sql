{%- set indicators = ref("stg_goals__indicators") -%}
{%- set activities = ref("stg_goals__activities") -%}
{{
    quantity(
        "indicator_target", indicators, year_end("fiscal_year"), "board_target", "indicator_id",
        "board_target is not null"
    )
}}
union all
{{
    quantity(
        "indicator_council_target", indicators, year_end("fiscal_year"), "council_target",
        "indicator_id", "council_target is not null"
    )
}}
union all
{{
    quantity(
        "activity_start_day", activities, year_end("fiscal_year"), day_number("start_date"),
        "activity_id"
    )
}}
union all
{{
    quantity(
        "activity_end_day", activities, year_end("fiscal_year"), day_number("end_date"),
        "activity_id"
    )
}}
