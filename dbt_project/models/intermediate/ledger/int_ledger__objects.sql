-- The codes of each dimension role, listed or used, with the name of the latest year.
with used_codes as (
    select distinct
        'cost_centre' as dimension_role,
        cost_centre as object_code
    from {{ ref('int_ledger__postings') }}
    union distinct
    select distinct
        'project' as dimension_role,
        project as object_code
    from {{ ref('int_ledger__postings') }}
    union distinct
    select distinct
        'counterparty' as dimension_role,
        counterparty as object_code
    from {{ ref('int_ledger__postings') }}
    union distinct
    select distinct
        'activity' as dimension_role,
        activity as object_code
    from {{ ref('int_ledger__postings') }}
    union distinct
    select distinct
        'cost_centre' as dimension_role,
        cost_centre as object_code
    from {{ ref('int_ledger__balances') }}
    union distinct
    select distinct
        'project' as dimension_role,
        project as object_code
    from {{ ref('int_ledger__balances') }}
),

listed_codes as (
    select
        roles.dimension_role,
        objects.object_code,
        objects.object_name,
        row_number() over (
            partition by roles.dimension_role, objects.object_code
            order by fiscal_years.fiscal_year desc nulls last, objects.line_number desc nulls last
        ) as recency
    from {{ ref('stg_ledger__objects') }} as objects
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on objects.ledger_file_id = fiscal_years.ledger_file_id
    inner join {{ ref('ledger_dimensions') }} as roles
        on objects.dimension = roles.dimension
),

codes as (
    select
        dimension_role,
        object_code
    from used_codes
    where object_code is not null
    union distinct
    select
        dimension_role,
        object_code
    from listed_codes
)

select
    codes.dimension_role,
    codes.object_code,
    listed_codes.object_name,
    used_codes.object_code is not null as is_used
from codes
left join used_codes
    on
        codes.dimension_role = used_codes.dimension_role
        and codes.object_code = used_codes.object_code
left join listed_codes
    on
        codes.dimension_role = listed_codes.dimension_role
        and codes.object_code = listed_codes.object_code
        and listed_codes.recency = 1
