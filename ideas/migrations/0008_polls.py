"""Polls and ballots; polls in the change log, ballots not: their growth would tell who votes."""

import core.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from core.changes.tracking import track, track_part


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0007_moderation'),
        ('municipalities', '0005_apps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('publication', models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='publication')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('title', models.CharField(help_text='One question in plain words.', max_length=300, verbose_name='question')),
                ('text', models.TextField(blank=True, help_text='Markdown', max_length=5000, verbose_name='text')),
                ('kind', models.CharField(choices=[('single', 'One option'), ('multiple', 'Several options'), ('short', 'Short answer')], default='single', max_length=8, verbose_name='kind')),
                ('max_choices', models.PositiveSmallIntegerField(blank=True, help_text='For several options. Empty: all.', null=True, verbose_name='at most so many options')),
                ('opens_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opens at')),
                ('closes_at', models.DateTimeField(verbose_name='closes at')),
                ('results_from', models.DateTimeField(blank=True, help_text='Empty: as soon as the poll closes. Never earlier.', null=True, verbose_name='results from')),
                ('conclusion', models.TextField(blank=True, help_text='Markdown, shown with the results. Sums up short answers, which are not published themselves.', max_length=5000, verbose_name='what follows from it')),
                ('turns_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True)),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='polls', to='ideas.ideacall', verbose_name='call for ideas')),
                ('municipalities', models.ManyToManyField(related_name='polls', to='municipalities.municipality', verbose_name='municipalities')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='polls', to='municipalities.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'poll',
                'verbose_name_plural': 'polls',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PollOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('label', models.CharField(max_length=200, verbose_name='option')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='ideas.poll', verbose_name='poll')),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('cast_on', models.DateField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ballots', to=settings.AUTH_USER_MODEL)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='ideas.poll')),
                ('options', models.ManyToManyField(related_name='ballots', to='ideas.polloption')),
            ],
            options={
                'verbose_name': 'ballot',
                'verbose_name_plural': 'ballots',
            },
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(condition=models.Q(('publication', 'published')), fields=['opens_at', 'id'], name='ideas_poll_newest'),
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(condition=models.Q(('publication', 'published')), fields=['turns_at'], name='ideas_poll_turns'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('publication__in', ['draft', 'withdrawn']), ('published_at__isnull', False), _connector='OR'), name='ideas_poll_published_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='ideas_poll_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('results_from__isnull', True), ('results_from__gte', models.F('closes_at')), _connector='OR'), name='ideas_poll_results_after_closing'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('max_choices__isnull', True), models.Q(('kind', 'multiple'), ('max_choices__gte', 1)), _connector='OR'), name='ideas_poll_several_choices'),
        ),
        migrations.AddConstraint(
            model_name='polloption',
            constraint=models.UniqueConstraint(fields=('poll', 'position'), name='ideas_polloption_one_per_position'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('poll', 'person'), name='ideas_ballot_one_per_person'),
        ),
        track("poll", table="ideas_poll", public="item.publication = 'published'"),
        track_part("poll", table="ideas_polloption", shown_by="SELECT part.poll_id"),
        track_part("poll", table="ideas_poll_municipalities", shown_by="SELECT part.poll_id"),
        track_part(
            "poll",
            table="municipalities_organization",
            shown_by="SELECT id FROM ideas_poll WHERE organization_id = part.id",
        ),
        track_part("poll", table="ideas_ideacall", shown_by="SELECT id FROM ideas_poll WHERE call_id = part.id"),
    ]
