with supplier_invoices as (
    select
        booking_date,
        1 as supplier_invoices,
        case when channel in ('electronic', 'svefaktura') then 1 end as electronic_supplier_invoices,
        case when channel = 'svefaktura' then 1 end as svefaktura_invoices,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_invoicing__supplier_invoices') }}
),

-- A full-time month is the hours that one full-time administrator works in the month.
administrator_hours as (
    select
        month,
        case
            when process = 'supplier_invoices' then {{ ratio('hours', 'full_time_hours') }}
        end as supplier_invoice_fte_months,
        case
            when process = 'customer_invoices' then {{ ratio('hours', 'full_time_hours') }}
        end as customer_invoice_fte_months,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_invoicing__administrator_hours') }}
),

customer_invoices as (
    select
        invoice_date,
        1 as customer_invoices,
        case when is_file_loaded then 1 end as file_loaded_customer_invoices,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_invoicing__customer_invoices') }}
),

volumes as (
    select
        month,
        budgeted_count as budgeted_customer_invoices,
        -budgeted_count as customer_invoices_over_budget,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_goals__volumes') }}
    where measured = 'customer_invoices'
),

customers as (
    select
        as_of_date,
        case when customer_kind = 'administration' then 1 end as customer_administrations,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_invoicing__customers') }}
),

buyers as (
    select
        ordered_date,
        1 as administrations_buying_addons,
        load_id,
        file_name,
        line_number
    from {{ ref('int_invoicing__buyers_of_addons') }}
)

{{
    quantity_rows(
        "supplier_invoices",
        source_model="stg_invoicing__supplier_invoices",
        agg_time_dimension="booking_date",
        quantities=[
            "supplier_invoices",
            "electronic_supplier_invoices",
            "svefaktura_invoices",
        ]
    )
}}
union all
{{
    quantity_rows(
        "administrator_hours",
        source_model="stg_invoicing__administrator_hours",
        agg_time_dimension="month",
        quantities=[
            "supplier_invoice_fte_months",
            "customer_invoice_fte_months",
        ]
    )
}}
union all
{{
    quantity_rows(
        "customer_invoices",
        source_model="stg_invoicing__customer_invoices",
        agg_time_dimension="invoice_date",
        quantities=[
            "customer_invoices",
            "file_loaded_customer_invoices",
            {"name": "customer_invoices_over_budget", "expr": "customer_invoices"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "volumes",
        source_model="stg_goals__volumes",
        agg_time_dimension="month",
        quantities=[
            "budgeted_customer_invoices",
            "customer_invoices_over_budget",
        ]
    )
}}
union all
{{
    quantity_rows(
        "customers",
        source_model="stg_invoicing__customers",
        agg_time_dimension="as_of_date",
        quantities=[
            "customer_administrations",
        ]
    )
}}
union all
{{
    quantity_rows(
        "buyers",
        source_model="int_invoicing__buyers_of_addons",
        agg_time_dimension="ordered_date",
        quantities=[
            "administrations_buying_addons",
        ]
    )
}}
