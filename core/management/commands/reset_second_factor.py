"""Take the second factor from somebody who has lost it, where no other administrator can."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import actors
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import standing


class Command(BaseCommand):
    help = "Reset the second factor of the account with this address; it is told by mail and set up anew at sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_options: Any) -> None:
        person = Person.objects.filter(email=normalize_email(email)).first()
        if person is None:
            raise CommandError("There is no account with this address.")
        standing.reset_second_factor(person.pk, by=actors.SYSTEM)
        self.stdout.write("The second factor is reset.")
