"""Documents of many types call municipalities, their districts and topics by their slugs."""

from django.db import migrations

from core.changes.tracking import track_name


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0008_postal_address"), ("changes", "0002_commit_order")]
    operations = [
        track_name(table="municipalities_municipality"),
        track_name(table="municipalities_district"),
        track_name(table="municipalities_topic"),
    ]
