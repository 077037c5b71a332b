-- A board's own quantities. A run writes this model from the quantities.yml of the board; one without it has no rows.
select
    {{ as_text("null") }} as quantity_id,
    {{ as_text("null") }} as member,
    cast(null as date) as quantity_date,
    {{ amount_of("null") }} as amount,
    'row' as rests_on,
    {{ as_text("null") }} as source_model,
    {{ as_text("null") }} as load_id,
    {{ as_text("null") }} as file_name,
    cast(null as bigint) as line_number
where 1 = 0
