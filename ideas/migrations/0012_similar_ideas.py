"""An index of the newest public ideas of each municipality, for those that are like what somebody types."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0011_measure_progress'),
        ('municipalities', '0006_moderation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(condition=models.Q(('visibility', 'public')), fields=['municipality', 'listed_on', 'id'], name='ideas_idea_newest_of_place'),
        ),
    ]
