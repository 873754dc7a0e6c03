"""What a change has replaced, beside its entry."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_not_emptied")]
    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="version",
                        serialize=False,
                        to="audit.auditentry",
                    ),
                ),
                ("contents", models.JSONField()),
            ],
            options={"verbose_name": "former version", "verbose_name_plural": "former versions"},
        ),
    ]
