"""The column that held join links in clear goes, after their sealing is committed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0012_sealed_join_links")]
    operations = [migrations.RemoveField("workshop", "join_url")]
