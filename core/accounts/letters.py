"""The letters about accounts, by the module that writes them (core.mail.letters)."""

WRITTEN_IN = {
    "core.accounts.mails": (
        "sign_up_verify",
        "password_reset",
        "email_change_confirm",
        "invitation",
    ),
    "core.accounts.notices": (
        "password_changed",
        "email_changed",
        "new_device",
        "session_reused",
        "new_browser",
        "second_factor_set_up",
        "second_factor_removed",
        "recovery_codes_renewed",
        "second_factor_reset",
        "recovery_code_used",
        "account_deactivated",
        "account_reactivated",
        "role_changed",
    ),
}
