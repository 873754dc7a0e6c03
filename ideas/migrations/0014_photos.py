"""The photos of ideas, in the change log with what shows them."""

import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0013_discussed'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdeaPhoto',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('position', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='position')),
                ('alt', models.CharField(blank=True, help_text="What it shows, for those who can't see it.", max_length=300, verbose_name='description of the picture')),
                ('idea', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='ideas.idea', verbose_name='idea')),
                ('upload', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='idea_photo', to='uploads.upload', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'indexes': [models.Index(condition=models.Q(('idea__isnull', True)), fields=['created_at'], name='ideas_photo_waiting')],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('idea', 'position'), name='ideas_photo_one_in_each_place'), models.CheckConstraint(condition=models.Q(models.Q(('idea__isnull', True), ('position__isnull', True)), models.Q(('idea__isnull', False), ('position__isnull', False), ('position__range', (1, 5))), _connector='OR'), name='ideas_photo_has_place')],
            },
        ),
        track_part(
            "idea",
            table="ideas_ideaphoto",
            shown_by="SELECT part.idea_id WHERE part.idea_id IS NOT NULL",
        ),
    ]
