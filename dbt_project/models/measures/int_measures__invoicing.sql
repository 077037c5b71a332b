{%- set supplier_invoices = ref("stg_invoicing__supplier_invoices") -%}
{%- set customer_invoices = ref("stg_invoicing__customer_invoices") -%}
{%- set hours = ref("stg_invoicing__administrator_hours") -%}
{%- set buyers = ref("int_invoicing__buyers_of_addons") -%}
{{ quantity("supplier_invoices", supplier_invoices, "booking_date") }}
union all
{{
    quantity(
        "electronic_supplier_invoices", supplier_invoices, "booking_date",
        where="channel in ('electronic', 'svefaktura')"
    )
}}
union all
{{ quantity("svefaktura_invoices", supplier_invoices, "booking_date", where="channel = 'svefaktura'") }}
union all
-- A full-time month is the hours that one full-time administrator works in the month.
{{
    quantity(
        "supplier_invoice_fte_months", hours, "month", ratio("hours", "full_time_hours"),
        where="process = 'supplier_invoices'"
    )
}}
union all
{{ quantity("customer_invoices", customer_invoices, "invoice_date") }}
union all
{{ quantity("file_loaded_customer_invoices", customer_invoices, "invoice_date", where="is_file_loaded") }}
union all
{{
    quantity(
        "customer_invoice_fte_months", hours, "month", ratio("hours", "full_time_hours"),
        where="process = 'customer_invoices'"
    )
}}
union all
{{
    quantity(
        "budgeted_customer_invoices", ref("stg_goals__volumes"), "month", "budgeted_count",
        where="measured = 'kundfakturor'"
    )
}}
union all
{{ quantity("customer_invoices_over_budget", customer_invoices, "invoice_date") }}
union all
{{
    quantity(
        "customer_invoices_over_budget", ref("stg_goals__volumes"), "month", "-budgeted_count",
        where="measured = 'kundfakturor'"
    )
}}
union all
{{
    quantity(
        "customer_administrations", ref("stg_invoicing__customers"), "as_of_date",
        where="customer_kind = 'administration'"
    )
}}
union all
{{ quantity("administrations_buying_addons", buyers, "ordered_date") }}
