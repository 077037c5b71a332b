-- The first assignment of the year counts for the administration that ordered it.
with numbered as (
    select
        addon_services.load_id,
        addon_services.file_name,
        addon_services.line_number,
        addon_services.customer_id,
        addon_services.ordered_date,
        row_number() over (
            partition by addon_services.customer_id, {{ fiscal_year_of('addon_services.ordered_date') }}
            order by
                addon_services.ordered_date asc nulls last,
                addon_services.assignment_id asc nulls last
        ) as position
    from {{ ref('stg_invoicing__addon_services') }} as addon_services
    inner join {{ ref('stg_invoicing__customers') }} as customers
        on
            addon_services.customer_id = customers.customer_id
            and {{ fiscal_year_of('addon_services.ordered_date') }}
            = {{ fiscal_year_of('customers.as_of_date') }}
    where customers.customer_kind = 'administration'
)

select
    load_id,
    file_name,
    line_number,
    customer_id,
    ordered_date
from numbered
where position = 1
