"""openapi.yaml is what the code says."""

from django.core.management import call_command


def test_the_committed_document_is_up_to_date():
    call_command("openapi", check=True)
