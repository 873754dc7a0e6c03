"""Supports, and their count in the idea: kept documents are written anew, and copies hear of it."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0009_reports'),
        ('municipalities', '0006_moderation'),
        ('changes', '0002_commit_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Support',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address_key', models.BinaryField(max_length=32, null=True)),
                ('is_current', models.BooleanField(default=True)),
                ('since', models.DateField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'support',
                'verbose_name_plural': 'supports',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='support_count',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='supporters'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(condition=models.Q(('visibility', 'public')), fields=['support_count', 'listed_on', 'id'], name='ideas_idea_most_supported'),
        ),
        migrations.AddField(
            model_name='support',
            name='carried_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ideas.idea'),
        ),
        migrations.AddField(
            model_name='support',
            name='idea',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='ideas.idea', verbose_name='idea'),
        ),
        migrations.AddField(
            model_name='support',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', 'since', 'id'], name='ideas_support_of_person'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.UniqueConstraint(fields=('idea', 'person'), name='ideas_support_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.UniqueConstraint(fields=('idea', 'address_key'), name='ideas_support_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('address_key__isnull', True), _connector='OR'), name='ideas_support_one_identity'),
        ),
        migrations.RunSQL("SELECT changes_note('idea', id, NULL) FROM ideas_idea ORDER BY id", migrations.RunSQL.noop),
    ]
