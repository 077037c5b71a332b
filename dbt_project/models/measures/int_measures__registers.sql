with complaints as (
    select
        received_date,
        kind,
        origin,
        1 as complaints,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__complaints') }}
),

public_feedback as (
    select
        comments.received_date,
        case when comments.administration_sv = rules.administration_sv then 1 else 0 end
            as public_feedback_on_the_board,
        comments.load_id,
        comments.file_name,
        comments.line_number
    from {{ ref('stg_registers__public_feedback') }} as comments
    cross join {{ ref('board_rules') }} as rules
),

customer_meetings as (
    select
        held_date,
        operations || '/' || kind as meeting_path,
        1 as customer_meetings,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__customer_meetings') }}
),

procurement_requests as (
    select
        received_date,
        1 as procurement_requests,
        case when status = 'done' then 1 end as procurement_requests_done,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__procurement_requests') }}
),

advertised_procurements as (
    select
        advertised_date,
        1 as advertised_procurements,
        case when concluded_date is not null then 1 end as concluded_procurements,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__advertised_procurements') }}
),

procurement_areas as (
    select
        as_of_date,
        form,
        1 as procurement_areas,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__procurement_areas') }}
),

-- A month is a twelfth of a year, so that the area of twelve months is the mean area of the year.
energy_readings as (
    select
        month,
        used_kwh as energy_used_kwh,
        {{ ratio('area_sqm', '12') }} as energy_area_sqm,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__energy_readings') }}
),

competition_purchases as (
    select
        as_of_date,
        budgeted_cost_sek as budgeted_operations_sek,
        procured_cost_sek as competed_operations_sek,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__competition_purchases') }}
),

svefaktura_connections as (
    select
        as_of_date,
        1 as svefaktura_suppliers,
        agreed_invoices_count as svefaktura_agreed_invoices,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__svefaktura_connections') }}
),

traineeships as (
    select
        offered_date,
        1 as traineeships_offered,
        case when from_date is not null then 1 else 0 end as traineeships_held,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__traineeships') }}
),

summer_jobs as (
    select
        from_date,
        1 as summer_jobs,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__summer_jobs') }}
),

risk_measures as (
    select
        planned_date,
        1 as risk_measures,
        case when done_date is not null then 1 end as risk_measures_done,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__risk_measures') }}
),

crisis_exercises as (
    select
        held_date,
        1 as crisis_exercises,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__crisis_exercises') }}
),

quality_award_entries as (
    select
        entered_date,
        1 as quality_award_entries,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__quality_award_entries') }}
),

eu_projects as (
    select
        as_of_date,
        1 as eu_projects,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_registers__eu_projects') }}
),

administrations_trained as (
    select
        held_date,
        operations,
        1 as administrations_trained,
        load_id,
        file_name,
        line_number
    from {{ ref('int_registers__administrations_trained') }}
),

-- A year in which nothing was entered is a count of zero: its register is delivered, and empty.
empty_registers as (
    select
        period_end_date,
        case when entity = 'advertised_procurements' then 0 end as advertised_procurements,
        case when entity = 'advertised_procurements' then 0 end as concluded_procurements,
        case when entity = 'complaints' then 0 end as complaints,
        case when entity = 'crisis_exercises' then 0 end as crisis_exercises,
        case when entity = 'eu_projects' then 0 end as eu_projects,
        case when entity = 'procurement_requests' then 0 end as procurement_requests,
        case when entity = 'procurement_requests' then 0 end as procurement_requests_done,
        case when entity = 'public_feedback' then 0 end as public_feedback_on_the_board,
        case when entity = 'quality_award_entries' then 0 end as quality_award_entries,
        case when entity = 'summer_jobs' then 0 end as summer_jobs,
        case when entity = 'traineeships' then 0 end as traineeships_offered,
        case when entity = 'traineeships' then 0 end as traineeships_held,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_loads__files') }}
    where system = 'registers' and loaded_rows + rejected_rows = 0
)

{{
    quantity_rows(
        "complaints",
        source_model="stg_registers__complaints",
        agg_time_dimension="received_date",
        quantities=[
            "complaints",
            {"name": "complaints_by_kind", "expr": "complaints", "dimension": "kind"},
            {"name": "complaints_by_origin", "expr": "complaints", "dimension": "origin"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "public_feedback",
        source_model="stg_registers__public_feedback",
        agg_time_dimension="received_date",
        quantities=[
            "public_feedback_on_the_board",
        ]
    )
}}
union all
{{
    quantity_rows(
        "customer_meetings",
        source_model="stg_registers__customer_meetings",
        agg_time_dimension="held_date",
        quantities=[
            {"name": "customer_meetings", "dimension": "meeting_path"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "procurement_requests",
        source_model="stg_registers__procurement_requests",
        agg_time_dimension="received_date",
        quantities=[
            "procurement_requests",
            "procurement_requests_done",
        ]
    )
}}
union all
{{
    quantity_rows(
        "advertised_procurements",
        source_model="stg_registers__advertised_procurements",
        agg_time_dimension="advertised_date",
        quantities=[
            "advertised_procurements",
            "concluded_procurements",
        ]
    )
}}
union all
{{
    quantity_rows(
        "procurement_areas",
        source_model="stg_registers__procurement_areas",
        agg_time_dimension="as_of_date",
        quantities=[
            {"name": "procurement_areas", "dimension": "form"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "energy_readings",
        source_model="stg_registers__energy_readings",
        agg_time_dimension="month",
        quantities=[
            "energy_used_kwh",
            "energy_area_sqm",
        ]
    )
}}
union all
{{
    quantity_rows(
        "competition_purchases",
        source_model="stg_registers__competition_purchases",
        agg_time_dimension="as_of_date",
        quantities=[
            "budgeted_operations_sek",
            "competed_operations_sek",
        ]
    )
}}
union all
{{
    quantity_rows(
        "svefaktura_connections",
        source_model="stg_registers__svefaktura_connections",
        agg_time_dimension="as_of_date",
        quantities=[
            "svefaktura_suppliers",
            "svefaktura_agreed_invoices",
        ]
    )
}}
union all
{{
    quantity_rows(
        "traineeships",
        source_model="stg_registers__traineeships",
        agg_time_dimension="offered_date",
        quantities=[
            "traineeships_offered",
            "traineeships_held",
        ]
    )
}}
union all
{{
    quantity_rows(
        "summer_jobs",
        source_model="stg_registers__summer_jobs",
        agg_time_dimension="from_date",
        quantities=[
            "summer_jobs",
        ]
    )
}}
union all
{{
    quantity_rows(
        "risk_measures",
        source_model="stg_registers__risk_measures",
        agg_time_dimension="planned_date",
        quantities=[
            "risk_measures",
            "risk_measures_done",
        ]
    )
}}
union all
{{
    quantity_rows(
        "crisis_exercises",
        source_model="stg_registers__crisis_exercises",
        agg_time_dimension="held_date",
        quantities=[
            "crisis_exercises",
        ]
    )
}}
union all
{{
    quantity_rows(
        "quality_award_entries",
        source_model="stg_registers__quality_award_entries",
        agg_time_dimension="entered_date",
        quantities=[
            "quality_award_entries",
        ]
    )
}}
union all
{{
    quantity_rows(
        "eu_projects",
        source_model="stg_registers__eu_projects",
        agg_time_dimension="as_of_date",
        quantities=[
            "eu_projects",
        ]
    )
}}
union all
{{
    quantity_rows(
        "administrations_trained",
        source_model="int_registers__administrations_trained",
        agg_time_dimension="held_date",
        quantities=[
            {"name": "administrations_trained", "dimension": "operations"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "empty_registers",
        source_model="stg_loads__files",
        agg_time_dimension="period_end_date",
        quantities=[
            "advertised_procurements",
            "concluded_procurements",
            "complaints",
            "crisis_exercises",
            "eu_projects",
            "procurement_requests",
            "procurement_requests_done",
            "public_feedback_on_the_board",
            "quality_award_entries",
            "summer_jobs",
            "traineeships_offered",
            "traineeships_held",
        ]
    )
}}
