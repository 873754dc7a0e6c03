"""Tokens, and a reader who opens links and presses buttons."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core import tokens
from events.models import Registration, RegistrationToken
from tests.pages.html import faults_of_page


def manage_token(registration: Registration) -> str:
    return tokens.mint(RegistrationToken, purpose=RegistrationToken.MANAGE, expires_at=None, registration=registration)


def confirm_token(registration: Registration, *, hours: int = 24) -> str:
    expires_at = timezone.now() + timedelta(hours=hours)
    return tokens.mint(
        RegistrationToken, purpose=RegistrationToken.CONFIRM, expires_at=expires_at, registration=registration
    )


class Reader:
    """A browser without scripts, its forged twin from another site included: CSRF checks are on."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, path: str, **query: str) -> HttpResponse:
        return self._checked(self.client.get(path, query))

    def press(self, path: str, **fields: Any) -> HttpResponse:
        return self._checked(self.client.post(path, fields))

    def _checked(self, response: Any) -> HttpResponse:
        """What holds for every page, whatever it says."""
        response.text = response.content.decode()
        assert faults_of_page(response.text) == []
        assert (response.cookies, response["Referrer-Policy"]) == ({}, "no-referrer")
        return response  # type: ignore[no-any-return]


@pytest.fixture
def reader() -> Reader:
    return Reader()
