with postings as (
    select
        booking_date,
        amount_sek as supplier_purchases_sek,
        case when supplier_id is null then amount_sek else 0 end as purchases_of_suppliers_without_id_sek,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_supplier_ledger__postings') }}
)

{{
    quantity_rows(
        "postings",
        source_model="stg_supplier_ledger__postings",
        agg_time_dimension="booking_date",
        quantities=[
            "supplier_purchases_sek",
            "purchases_of_suppliers_without_id_sek",
        ]
    )
}}
