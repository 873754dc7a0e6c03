"""The columns and indexes that news are searched by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0003_search'),
        ('municipalities', '0003_search'),
        ('news', '0002_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='folded_title',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='article',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=models.Func('title', models.Func('teaser', models.Func('tags', function='immutable_words', output_field=models.TextField()), arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), 'text', function='search_words', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.RemoveField(model_name='article', name='folded'),  # how it is generated cannot be altered
        migrations.AddField(
            model_name='article',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func('title', 'teaser', models.Func('tags', function='immutable_words', output_field=models.TextField()), 'text', arg_joiner=" || ' ' || ", output_field=models.TextField(), template='(%(expressions)s)'), function='search_folded', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='news_article_words'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded'], name='news_article_folded', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['folded_title'], name='news_article_folded_title', opclasses=['gin_trgm_ops']),
        ),
    ]
