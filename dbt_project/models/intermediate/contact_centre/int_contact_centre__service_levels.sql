{{
    service_level_calls(
        ref("stg_contact_centre__calls"), "contact_centre", "calls.queued_at", "calls.queued_date",
        "calls.queue", "answer_within_seconds", "abandoned_calls"
    )
}}
union all
{{
    service_level_calls(
        ref("stg_contact_centre__switchboard_calls"), "switchboard", "calls.received_at", "calls.received_date",
        as_text("null"), "switchboard_answer_within_seconds", "switchboard_abandoned_calls"
    )
}}
