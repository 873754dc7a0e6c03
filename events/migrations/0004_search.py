"""The columns and indexes that events are searched by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0003_search'),
        ('events', '0003_changes'),
        ('municipalities', '0003_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='folded_title',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='event',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=models.Func('title', models.Func('summary', models.Func('tags', function='immutable_words', output_field=models.TextField()), arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), 'description', function='search_words', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.RemoveField(model_name='event', name='folded'),  # how it is generated cannot be altered
        migrations.AddField(
            model_name='event',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', 'summary', models.Func('tags', function='immutable_words', output_field=models.TextField()), 'description', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='events_event_words'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded'], name='events_event_folded', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded_title'], name='events_event_folded_title', opclasses=['gin_trgm_ops']),
        ),
    ]
