"""Articles link to what they tell of, and have documents; a change of either changes what an article shows."""

import core.models
import django.db.models.deletion
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0003_documents_tell_whom_they_concern'),
        ('events', '0018_consents_of_workshops'),
        ('ideas', '0013_discussed'),
        ('news', '0007_notices_and_pins'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='events',
            field=models.ManyToManyField(blank=True, related_name='articles', to='events.event', verbose_name='events'),
        ),
        migrations.AddField(
            model_name='article',
            name='idea_calls',
            field=models.ManyToManyField(blank=True, related_name='articles', to='ideas.ideacall', verbose_name='calls for ideas'),
        ),
        migrations.AddField(
            model_name='article',
            name='ideas',
            field=models.ManyToManyField(blank=True, related_name='articles', to='ideas.idea', verbose_name='ideas'),
        ),
        migrations.AddField(
            model_name='article',
            name='measures',
            field=models.ManyToManyField(blank=True, related_name='articles', to='ideas.measure', verbose_name='measures'),
        ),
        migrations.CreateModel(
            name='ArticleAttachment',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='news.article', verbose_name='article')),
                ('document', models.ForeignKey(limit_choices_to={'kind': 'document'}, on_delete=django.db.models.deletion.PROTECT, related_name='article_attachments', to='uploads.upload', verbose_name='document')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'constraints': [models.UniqueConstraint(fields=('article', 'document'), name='news_attachment_once_per_article')],
            },
        ),
        track_part("news", table="news_articleattachment", shown_by="SELECT part.article_id"),
        *(
            track_part("news", table=f"news_article_{name}", shown_by="SELECT part.article_id")
            for name in ("events", "idea_calls", "measures", "ideas")
        ),
        # Whether it is public shows: what is not is not named.
        *(
            track_part(
                "news",
                table=table,
                shown_by=f"SELECT article_id FROM news_article_{relation} WHERE {column}_id = part.id",
            )
            for relation, column, table in (
                ("events", "event", "events_event"),
                ("idea_calls", "ideacall", "ideas_ideacall"),
                ("measures", "measure", "ideas_measure"),
                ("ideas", "idea", "ideas_idea"),
            )
        ),
        migrations.RunSQL("SELECT changes_note('news', id, NULL) FROM news_article ORDER BY id", migrations.RunSQL.noop),
    ]
