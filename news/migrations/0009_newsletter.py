"""The newsletter, and what has become public for the first time."""

import core.models
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0007_licence'),
        ('news', '0008_links_and_attachments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('frequency', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly')], max_length=6, verbose_name='frequency')),
                ('slot_on', models.DateField(verbose_name='regular day')),
                ('send_at', models.DateTimeField(verbose_name='goes out at')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('sending', 'Being sent'), ('sent', 'Sent')], default='planned', max_length=7, verbose_name='state')),
                ('after', models.BigIntegerField(editable=False, null=True)),
                ('up_to', models.BigIntegerField(editable=False, null=True)),
                ('upcoming_until', models.DateTimeField(editable=False, null=True)),
                ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='begun at')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues of the newsletter',
                'indexes': [models.Index(fields=['state', 'send_at'], name='news_issue_due')],
                'constraints': [models.UniqueConstraint(fields=('frequency', 'slot_on'), name='news_issue_one_per_slot'), models.CheckConstraint(condition=models.Q(models.Q(('started_at__isnull', True), ('state', 'planned'), ('up_to__isnull', True)), models.Q(models.Q(('state', 'planned'), _negated=True), ('after__isnull', False), ('started_at__isnull', False), ('up_to__isnull', False), ('upcoming_until__isnull', False)), _connector='OR'), name='news_issue_begun_has_contents'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('finished_at__isnull', True)), _connector='OR'), name='news_issue_sent_has_moment')],
            },
        ),
        migrations.CreateModel(
            name='Novelty',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('type', models.CharField(choices=[('event', 'Event'), ('news', 'News'), ('idea_call', 'Call for ideas')], max_length=9, verbose_name='type')),
                ('object_id', models.UUIDField(verbose_name='item')),
                ('noticed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noticed at')),
                ('is_worth_telling', models.BooleanField(default=True, verbose_name='worth telling')),
            ],
            options={
                'verbose_name': 'novelty',
                'verbose_name_plural': 'novelties',
                'constraints': [models.UniqueConstraint(fields=('type', 'object_id'), name='news_novelty_once_per_item')],
            },
        ),
        migrations.CreateModel(
            name='NoveltyReader',
            fields=[
                ('id', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('epoch', models.UUIDField(default=uuid.uuid4)),
                ('position', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', True)), name='news_noveltyreader_is_only')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('state', models.CharField(choices=[('unconfirmed', 'Not yet confirmed'), ('confirmed', 'Confirmed'), ('suspended', 'Suspended: the address takes no mail')], default='unconfirmed', max_length=11, verbose_name='state')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('events', 'Events'), ('news', 'News'), ('calls', 'Calls for ideas')], max_length=6), default=list, size=None, verbose_name='kinds')),
                ('frequency', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly')], default='weekly', max_length=6, verbose_name='frequency')),
                ('language', models.CharField(default='de', max_length=5, verbose_name='language')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('suspended_at', models.DateTimeField(null=True, verbose_name='suspended at')),
                ('refusals', models.PositiveSmallIntegerField(default=0, verbose_name='refusals in a row')),
                ('told_up_to', models.BigIntegerField(default=0)),
                ('upcoming_until', models.DateTimeField(null=True)),
                ('municipalities', models.ManyToManyField(related_name='+', to='municipalities.municipality', verbose_name='municipalities')),
                ('topics', models.ManyToManyField(related_name='+', to='municipalities.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('domain', models.CharField(max_length=255, verbose_name='receiving domain')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being handed over'), ('sent', 'Sent'), ('empty', 'Nothing to tell'), ('obsolete', 'No longer wanted'), ('failed', 'Refused for good'), ('uncertain', 'Perhaps sent')], default='queued', max_length=9, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt at')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled at')),
                ('failure', models.CharField(blank=True, max_length=100, verbose_name='failure')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='news.issue')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='news.subscription')),
            ],
            options={
                'verbose_name': 'copy of an issue',
                'verbose_name_plural': 'copies of issues',
            },
        ),
        migrations.CreateModel(
            name='SubscriptionToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='news.subscription')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('text', models.TextField(help_text='A few sentences in plain words.', max_length=2000, verbose_name='text')),
                ('text_en', models.TextField(blank=True, max_length=2000, verbose_name='text in English')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='municipalities.organization', verbose_name='organization')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='news.issue', verbose_name='issue')),
            ],
            options={
                'verbose_name': 'introduction',
                'verbose_name_plural': 'introductions',
                'constraints': [models.UniqueConstraint(fields=('issue', 'organization'), name='news_introduction_one_per_organization')],
            },
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(condition=models.Q(('state', 'confirmed')), fields=['frequency', 'id'], name='news_subscription_receiving'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='news_subscription_email_is_lower'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('state', 'unconfirmed')), models.Q(models.Q(('state', 'unconfirmed'), _negated=True), ('confirmed_at__isnull', False)), _connector='OR'), name='news_subscription_confirmed_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), ('suspended_at__isnull', False)), models.Q(models.Q(('state', 'suspended'), _negated=True), ('suspended_at__isnull', True)), _connector='OR'), name='news_subscription_suspended_has_moment'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['issue', 'next_attempt_at', 'id'], name='news_copy_waiting'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(fields=['domain', 'settled_at'], name='news_copy_by_domain'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.UniqueConstraint(fields=('issue', 'subscription'), name='news_copy_one_per_subscriber'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state__in', ['queued', 'sending'])), models.Q(models.Q(('state__in', ['queued', 'sending']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='news_copy_settled_has_moment'),
        ),
    ]
