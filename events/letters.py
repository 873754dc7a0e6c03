"""The letters about events and registrations, by the module that writes them (core.mail.letters)."""

WRITTEN_IN = {
    "events.registration_mails": (
        "registration_confirm",
        "registration_known",
        "registration_confirmed",
        "registration_cancelled",
    ),
    "events.waiting_mails": ("registration_waitlisted", "registration_offered", "registration_expired"),
    "events.participant_mails": (
        "join_link",
        "join_link_replaced",
        "registration_reminder",
        "event_changed",
        "event_thanks",
        "participant_message",
    ),
    "events.mail_answers": ("mail_not_understood", "mail_refused", "registration_cancel_link"),
}
