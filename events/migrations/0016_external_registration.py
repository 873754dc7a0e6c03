"""Registration at another address; kept documents show it, so they are written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0015_series"), ("changes", "0002_commit_order")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="external_url",
            field=models.URLField(
                blank=True,
                help_text="Then nobody can register here; who clicks “register” is sent there.",
                max_length=500,
                verbose_name="registration at another address",
            ),
        ),
        migrations.RunSQL(
            "SELECT changes_note('event', event_id, NULL) FROM events_workshop ORDER BY event_id",
            migrations.RunSQL.noop,
        ),
    ]
