"""The columns and indexes that ideas and measures are searched by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0003_search'),
        ('ideas', '0003_changes'),
        ('municipalities', '0003_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='idea',
            name='folded_title',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='idea',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=models.Func('title', 'text', models.Value(''), function='search_words', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='measure',
            name='folded_title',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('name', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='measure',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=models.Func('name', 'description', models.Value(''), function='search_words', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.RemoveField(model_name='idea', name='folded'),  # how it is generated cannot be altered
        migrations.AddField(
            model_name='idea',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', 'text', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.RemoveField(model_name='measure', name='folded'),  # how it is generated cannot be altered
        migrations.AddField(
            model_name='measure',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('name', 'description', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='ideas_idea_words'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded'], name='ideas_idea_folded', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded_title'], name='ideas_idea_folded_title', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='ideas_measure_words'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded'], name='ideas_measure_folded', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded_title'], name='ideas_measure_folded_title', opclasses=['gin_trgm_ops']),
        ),
    ]
