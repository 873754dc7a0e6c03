"""Join links are sealed in the database (core.sealing)."""

from typing import Any

from django.db import migrations, models

from core import sealing


def seal(apps: Any, _schema_editor: Any) -> None:
    for workshop in apps.get_model("events", "Workshop").objects.exclude(join_url=""):
        workshop.sealed_join_url = sealing.seal_for("events.join_link", workshop.join_url.encode())
        workshop.save(update_fields=["sealed_join_url"])


def unseal(apps: Any, _schema_editor: Any) -> None:
    for workshop in apps.get_model("events", "Workshop").objects.exclude(sealed_join_url=b""):
        url = sealing.unseal_for("events.join_link", bytes(workshop.sealed_join_url))
        workshop.join_url = (url or b"").decode()
        workshop.save(update_fields=["join_url"])


class Migration(migrations.Migration):
    dependencies = [("events", "0011_details_and_accessibility")]
    operations = [
        migrations.AddField(
            "workshop", "sealed_join_url", models.BinaryField(blank=True, default=b"", verbose_name="join link")
        ),
        migrations.RunPython(seal, unseal, elidable=False),
    ]
