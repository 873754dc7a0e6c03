"""Workshops ask for consents, for example to photographs."""

from django.db import migrations, models

KINDS = [
    ("text", "Text"),
    ("single_choice", "One of several"),
    ("multiple_choice", "Any of several"),
    ("yes_no", "Yes or no"),
    ("consent", "Consent"),
]


class Migration(migrations.Migration):
    dependencies = [("events", "0017_questions")]
    operations = [
        migrations.AlterField(
            model_name="answer", name="kind", field=models.CharField(choices=KINDS, max_length=15, verbose_name="kind")
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(choices=KINDS, default="text", max_length=15, verbose_name="kind"),
        ),
    ]
