with indicators as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        indicator_id,
        board_target as indicator_target,
        council_target as indicator_council_target,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_goals__indicators') }}
),

activities as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        activity_id,
        {{ day_number('start_date') }} as activity_start_day,
        {{ day_number('end_date') }} as activity_end_day,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_goals__activities') }}
)

{{
    quantity_rows(
        "indicators",
        source_model="stg_goals__indicators",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "indicator_target", "dimension": "indicator_id"},
            {"name": "indicator_council_target", "dimension": "indicator_id"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "activities",
        source_model="stg_goals__activities",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "activity_start_day", "dimension": "activity_id"},
            {"name": "activity_end_day", "dimension": "activity_id"},
        ]
    )
}}
