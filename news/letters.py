"""The letters of the newsletter, by the module that writes them (core.mail.letters)."""

WRITTEN_IN = {
    "news.issue_trial_mails": ("issue_trial",),
    "news.subscription_mails": ("newsletter_asked",),
}
