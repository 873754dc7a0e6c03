"""Who follows an idea, and what guests want to say about one until their address is proven."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0014_photos'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address_key', models.BinaryField(max_length=32, null=True)),
                ('is_current', models.BooleanField(default=True)),
                ('since', models.DateField(verbose_name='since')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail of a guest')),
                ('language', models.CharField(default='de', max_length=5, verbose_name='language')),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ideas.idea')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='ideas.idea', verbose_name='idea')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'follow',
                'verbose_name_plural': 'follows',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('follow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='ideas.follow')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InterestRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='de', max_length=5)),
                ('wish', models.CharField(choices=[('support', 'Support the idea'), ('withdraw_support', 'Support it no longer'), ('follow', 'Follow the idea'), ('unfollow', 'Follow it no longer')], max_length=16)),
                ('done_at', models.DateTimeField(null=True)),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interest_requests', to='ideas.idea')),
            ],
            options={
                'verbose_name': 'wish of a guest',
                'verbose_name_plural': 'wishes of guests',
            },
        ),
        migrations.CreateModel(
            name='InterestToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='ideas.interestrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(condition=models.Q(('is_current', True)), fields=['person', 'since', 'id'], name='ideas_follow_of_person'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('idea', 'person'), name='ideas_follow_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('idea', 'address_key'), name='ideas_follow_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('address_key__isnull', True), _connector='OR'), name='ideas_follow_one_identity'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('address_key__isnull', False), _connector='OR'), name='ideas_follow_has_identity'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address_key__isnull', False), ('is_current', True), models.Q(('email', ''), _negated=True)), models.Q(('email', ''), models.Q(('address_key__isnull', True), ('is_current', False), _connector='OR')), _connector='OR'), name='ideas_follow_address_of_listening_guest'),
        ),
        migrations.AddConstraint(
            model_name='interestrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('idea', 'email', 'wish'), name='ideas_interestrequest_one_open'),
        ),
    ]
