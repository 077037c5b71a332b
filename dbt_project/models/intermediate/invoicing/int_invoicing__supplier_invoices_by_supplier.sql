-- A sole trader's organisation number is a personal number, and the name is a person's.
with invoices as (
    select
        {{ month_start('booking_date') }} as month,
        supplier_id as supplier_number,
        channel,
        max(supplier_name) as supplier_name,
        count(*) as invoices_count,
        {{ money_sum('amount_sek') }} as amount_sek
    from {{ ref('stg_invoicing__supplier_invoices') }}
    group by {{ month_start('booking_date') }}, supplier_id, channel
),

-- A supplier that has changed its name goes by one of its names.
suppliers as (
    select
        supplier_number,
        {{ party_number('supplier_number') }} as supplier_id,
        max(supplier_name) as supplier_name
    from invoices
    group by supplier_number
),

shown as (
    select
        supplier_number,
        supplier_id,
        case when supplier_id = supplier_number then supplier_name else 'Enskilda personer' end as supplier_name
    from suppliers
)

select
    invoices.month,
    shown.supplier_id,
    shown.supplier_name,
    invoices.channel,
    {{ count_sum('invoices.invoices_count') }} as invoices_count,
    {{ money_sum('invoices.amount_sek') }} as amount_sek
from invoices
inner join shown
    on invoices.supplier_number = shown.supplier_number
group by invoices.month, shown.supplier_id, shown.supplier_name, invoices.channel
