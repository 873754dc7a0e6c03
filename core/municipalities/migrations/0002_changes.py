"""Municipalities, organizations and topics in the change log."""

from django.db import migrations

from core.changes.tracking import track, track_part


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial"), ("changes", "0002_commit_order")]
    operations = [
        track("municipality", table="municipalities_municipality"),
        track_part("municipality", table="municipalities_district", shown_by="SELECT part.municipality_id"),
        track("organization", table="municipalities_organization"),
        track_part(
            "organization", table="municipalities_organization_municipalities", shown_by="SELECT part.organization_id"
        ),
        track("topic", table="municipalities_topic"),
    ]
