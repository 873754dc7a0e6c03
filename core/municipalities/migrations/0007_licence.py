"""The licence under which a region offers its open data."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0006_moderation'),
    ]

    operations = [
        migrations.AddField(
            model_name='region',
            name='licence_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='licence of the open data'),
        ),
        migrations.AddField(
            model_name='region',
            name='licence_url',
            field=models.URLField(blank=True, verbose_name='address of the licence'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('licence_name', ''), ('licence_url', '')), models.Q(('licence_name', ''), ('licence_url', ''), _connector='OR', _negated=True), _connector='OR'), name='municipalities_region_licence_is_named_and_told'),
        ),
    ]
