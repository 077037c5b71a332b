-- What the gate must know of how the board keeps its books.
select '{{ var("result_is_carried") }}' as result_is_carried
