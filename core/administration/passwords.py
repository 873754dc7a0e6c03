"""Changing one's own password in the administration: by the service, which ends sessions and tells by mail."""

from django.core.exceptions import ValidationError
from unfold.forms import AdminOwnPasswordChangeForm

from core import actors
from core.accounts.models import Person
from core.accounts.services import passwords
from core.administration import signing_in
from core.errors import Invalid, TooMany
from core.limits import meters
from core.limits.askers import Asker
from core.limits.policies import PASSWORD


class OwnPasswordForm(AdminOwnPasswordChangeForm):  # type: ignore[misc]
    def clean_old_password(self) -> str:
        try:
            meters.count(PASSWORD, Asker(network="", account=str(self.user.pk)))
        except TooMany as refusal:
            raise ValidationError(signing_in.too_many(refusal)) from refusal
        return super().clean_old_password()  # type: ignore[no-any-return]

    def validate_password_for_user(self, user: Person, password_field_name: str = "new_password2") -> None:  # noqa: S107 - a field
        try:
            password = self.cleaned_data.get(password_field_name) or ""
            passwords.check(password, email=user.email, display_name=user.display_name)
        except Invalid as refusal:
            for error in refusal.errors:
                self.add_error(password_field_name, str(error.detail))

    def save(self, commit: bool = True) -> Person:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        person: Person = self.user
        passwords.change(
            person,
            current_password=self.cleaned_data["old_password"],
            password=self.cleaned_data["new_password1"],
            session=None,
            by=actors.person(person),
        )
        person.refresh_from_db()
        return person
