{{
    service_level_calls(
        ref("stg_contact_centre__calls"), "contact_centre", "queued_at", "queued_date", "queue",
        var("answer_within_seconds"), var("abandoned_calls")
    )
}}
union all
{{
    service_level_calls(
        ref("stg_contact_centre__switchboard_calls"), "switchboard", "received_at", "received_date", as_text("null"),
        var("switchboard_answer_within_seconds"), var("switchboard_abandoned_calls")
    )
}}
