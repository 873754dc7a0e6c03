"""Easy language, pins and the period of public notices; documents show them, so kept ones are written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0002_commit_order'),
        ('municipalities', '0006_moderation'),
        ('news', '0006_documents_show_more'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='notice_from',
            field=models.DateField(blank=True, null=True, verbose_name='must be shown from'),
        ),
        migrations.AddField(
            model_name='article',
            name='notice_until',
            field=models.DateField(blank=True, help_text='The last day of the period that the law or your statute sets for a public notice.', null=True, verbose_name='must be shown until'),
        ),
        migrations.AddField(
            model_name='article',
            name='pinned_until',
            field=models.DateTimeField(blank=True, help_text='Until then apps and web sites may show it above all others.', null=True, verbose_name='pinned until'),
        ),
        migrations.AddField(
            model_name='article',
            name='summary_easy',
            field=models.TextField(blank=True, help_text='Short sentences, one thought each.', max_length=2000, verbose_name='summary in easy language'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('notice_from__isnull', True), ('notice_until__isnull', True)), models.Q(('kind', 'notice'), ('notice_from__isnull', True)), models.Q(('kind', 'notice'), ('notice_until__isnull', True)), models.Q(('kind', 'notice'), ('notice_until__gte', models.F('notice_from'))), _connector='OR'), name='news_article_notice_period'),
        ),
        migrations.RunSQL("SELECT changes_note('news', id, NULL) FROM news_article ORDER BY id", migrations.RunSQL.noop),
    ]
