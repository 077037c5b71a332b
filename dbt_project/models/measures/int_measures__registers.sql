{%- set complaints = ref("stg_registers__complaints") -%}
{%- set meetings = ref("stg_registers__customer_meetings") -%}
{%- set requests = ref("stg_registers__procurement_requests") -%}
{%- set procurements = ref("stg_registers__advertised_procurements") -%}
{%- set energy = ref("stg_registers__energy_readings") -%}
{%- set competition = ref("stg_registers__competition_purchases") -%}
{%- set svefaktura = ref("stg_registers__svefaktura_connections") -%}
{%- set traineeships = ref("stg_registers__traineeships") -%}
{%- set risk_measures = ref("stg_registers__risk_measures") -%}
{{ quantity("complaints", complaints, "received_date") }}
union all
{{ quantity("complaints_by_kind", complaints, "received_date", member="kind") }}
union all
{{ quantity("complaints_by_origin", complaints, "received_date", member="origin") }}
union all
{{
    quantity(
        "public_feedback_on_the_board", ref("stg_registers__public_feedback"), "received_date",
        amount="case when administration_sv = '" ~ var("board_name_sv") ~ "' then 1 else 0 end"
    )
}}
union all
{{ quantity("customer_meetings", meetings, "held_date", member="operations || '/' || kind") }}
union all
{{ quantity("procurement_requests", requests, "received_date") }}
union all
{{ quantity("procurement_requests_done", requests, "received_date", where="status = 'genomford'") }}
union all
{{ quantity("advertised_procurements", procurements, "advertised_date") }}
union all
{{
    quantity(
        "concluded_procurements", procurements, "advertised_date", where="concluded_date is not null"
    )
}}
union all
{{ quantity("procurement_areas", ref("stg_registers__procurement_areas"), "as_of_date", member="form") }}
union all
{{ quantity("energy_used_kwh", energy, "month", "used_kwh") }}
union all
-- A month is a twelfth of a year: the area of twelve months is the year's mean area.
{{ quantity("energy_area_sqm", energy, "month", ratio("area_sqm", "12")) }}
union all
{{ quantity("budgeted_operations_sek", competition, "as_of_date", "budgeted_cost_sek") }}
union all
{{ quantity("competed_operations_sek", competition, "as_of_date", "procured_cost_sek") }}
union all
{{ quantity("svefaktura_suppliers", svefaktura, "as_of_date") }}
union all
{{ quantity("svefaktura_agreed_invoices", svefaktura, "as_of_date", "agreed_invoices_count") }}
union all
{{ quantity("traineeships_offered", traineeships, "offered_date") }}
union all
{{
    quantity(
        "traineeships_held", traineeships, "offered_date",
        amount="case when from_date is not null then 1 else 0 end"
    )
}}
union all
{{ quantity("summer_jobs", ref("stg_registers__summer_jobs"), "from_date") }}
union all
{{ quantity("risk_measures", risk_measures, "planned_date") }}
union all
{{ quantity("risk_measures_done", risk_measures, "planned_date", where="done_date is not null") }}
union all
{{ quantity("crisis_exercises", ref("stg_registers__crisis_exercises"), "held_date") }}
union all
{{ quantity("quality_award_entries", ref("stg_registers__quality_award_entries"), "entered_date") }}
union all
{{ quantity("eu_projects", ref("stg_registers__eu_projects"), "as_of_date") }}
union all
{{
    quantity(
        "administrations_trained", ref("int_registers__administrations_trained"), "held_date",
        member="operations"
    )
}}
-- A year in which nothing was entered is a count of zero: its register is delivered, and empty.
{%- for entity, quantity_ids in (
    ("advertised_procurements", ("advertised_procurements", "concluded_procurements")),
    ("complaints", ("complaints",)),
    ("crisis_exercises", ("crisis_exercises",)),
    ("eu_projects", ("eu_projects",)),
    ("procurement_requests", ("procurement_requests", "procurement_requests_done")),
    ("public_feedback", ("public_feedback_on_the_board",)),
    ("quality_award_entries", ("quality_award_entries",)),
    ("summer_jobs", ("summer_jobs",)),
    ("traineeships", ("traineeships_offered", "traineeships_held")),
) %}
{%- for quantity_id in quantity_ids %}
union all
{{
    quantity(
        quantity_id, ref("stg_loads__files"), "period_end_date", "0",
        where="system = 'registers' and entity = '" ~ entity ~ "' and loaded_rows + rejected_rows = 0"
    )
}}
{%- endfor %}
{%- endfor %}
