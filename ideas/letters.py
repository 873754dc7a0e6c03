"""The letters about ideas, comments and measures, by the module that writes them (core.mail.letters)."""

WRITTEN_IN = {
    "ideas.mails": (
        "idea_confirm",
        "idea_received",
        "idea_recorded",
        "idea_published",
        "idea_changes_requested",
        "idea_hidden",
        "idea_status",
    ),
    "ideas.answer_mails": ("prepared_answer_refused",),
    "ideas.comment_mails": ("comment_confirm", "comment_hidden", "idea_comment"),
    "ideas.follow_mails": ("followed_idea_status",),
    "ideas.interest_mails": ("interest_confirm",),
    "ideas.measure_mails": ("measure_progress", "followed_measure_progress"),
    "ideas.moderation_mails": (
        "author_blocked",
        "appeal_received",
        "appeal_decided",
        "contribution_redacted",
        "photo_removed",
        "contribution_suspended",
    ),
    "ideas.report_mails": ("report_received", "report_decided"),
    "ideas.solved_mails": ("idea_solved",),
}
