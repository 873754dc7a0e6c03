"""Whether an organization checks what people write before or after it is public."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0005_apps'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='moderation',
            field=models.CharField(choices=[('before', 'Before publication'), ('after', 'After publication')], default='before', help_text='A call for ideas may say it differently. What looks suspicious is always checked before.', max_length=6, verbose_name='ideas and comments are checked'),
        ),
    ]
