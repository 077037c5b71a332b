-- What the gate must know of the board's rules.
select
    '{{ var("result_is_carried") }}' as result_is_carried,
    {{ var("undisclosed_up_to_persons") }} as undisclosed_up_to_persons
