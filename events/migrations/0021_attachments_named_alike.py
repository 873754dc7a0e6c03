"""Attachments are named by their uploads as other rows are; Django alone knows it, the table stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0020_inbox'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='eventattachment',
            name='document',
            field=models.ForeignKey(limit_choices_to={'kind': 'document'}, on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)ss', to='uploads.upload', verbose_name='document'),
        ),
    ]
