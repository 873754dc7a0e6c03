"""The letters of the newsletter, by the module that writes them (core.mail.letters)."""

WRITTEN_IN = {
    "news.subscription_mails": ("newsletter_asked",),
}
