"""Reports of what should not be public."""

import django.db.models.deletion
import django.utils.timezone
import ideas.models.idea
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0008_polls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('reference', models.CharField(default=ideas.models.idea.new_reference, editable=False, max_length=9, unique=True, verbose_name='reference number')),
                ('reporter', models.BinaryField(max_length=32)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(default='de', max_length=5, verbose_name='language')),
                ('reason', models.CharField(choices=[('personal_data', 'Names or shows somebody without consent'), ('insult', 'Insult or threat'), ('hate', 'Hatred against groups of people'), ('illegal', 'Against the law in another way'), ('copyright', "Somebody else's text or picture"), ('spam', 'Advertising or spam'), ('off_topic', 'Has nothing to do with the municipality'), ('other', 'Something else')], max_length=13, verbose_name='reason')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='what is said about it')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided at')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.comment', verbose_name='comment')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='ideas.decision', verbose_name='decision')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.idea', verbose_name='idea')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(fields=['created_at'], name='ideas_report_by_time'), models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='ideas_report_email')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('comment__isnull', True)), fields=('idea', 'reporter'), name='ideas_report_once_per_idea'), models.UniqueConstraint(fields=('comment', 'reporter'), name='ideas_report_once_per_comment'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='ideas_report_other_says_what')],
            },
        ),
    ]
