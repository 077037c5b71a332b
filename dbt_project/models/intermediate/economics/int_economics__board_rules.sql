-- What the gate must know of the board.
select
    {{ text_literal(var('board_name_sv')) }} as board_name_sv,
    '{{ var("result_is_carried") }}' as result_is_carried,
    {{ var("undisclosed_up_to_persons") }} as undisclosed_up_to_persons
