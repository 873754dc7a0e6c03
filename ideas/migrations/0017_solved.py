"""The question whether an idea is solved. Kept documents of ideas, and of measures since 0011, are written anew."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0016_answers'),
        ('municipalities', '0006_moderation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SolvedQuestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('answer', models.CharField(blank=True, choices=[('yes', 'Solved'), ('no', 'Not solved')], max_length=3, verbose_name='solved')),
            ],
            options={
                'verbose_name': 'question whether it is solved',
                'verbose_name_plural': 'questions whether it is solved',
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='solved',
            field=models.CharField(blank=True, choices=[('yes', 'Solved'), ('no', 'Not solved')], editable=False, max_length=3, verbose_name='solved'),
        ),
        migrations.AddIndex(
            model_name='ideastatuschange',
            index=models.Index(condition=models.Q(('status_to', 'done'), models.Q(('status_from', 'done'), _negated=True)), fields=['created_at'], name='ideas_history_done'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('solved', ''), ('status', 'done'), _connector='OR'), name='ideas_idea_solved_when_done'),
        ),
        migrations.AddField(
            model_name='solvedquestion',
            name='idea',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='solved_questions', to='ideas.idea', verbose_name='idea'),
        ),
        migrations.AddField(
            model_name='solvedquestion',
            name='step',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.ideastatuschange', verbose_name='step of an idea'),
        ),
        migrations.RunSQL("SELECT changes_note('idea', id, NULL) FROM ideas_idea ORDER BY id", migrations.RunSQL.noop),
        migrations.RunSQL(
            "SELECT changes_note('measure', id, NULL) FROM ideas_measure ORDER BY id", migrations.RunSQL.noop
        ),
    ]
