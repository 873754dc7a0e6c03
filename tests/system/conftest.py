"""The running service of the stories, for programs that are not ours."""

from tests.stories.conftest import data, database_url, mailbox, service

__all__ = ["data", "database_url", "mailbox", "service"]
