"""Articles show pictures: kept documents are written anew, and copies hear of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("news", "0005_picture"), ("changes", "0002_commit_order")]
    operations = [
        migrations.RunSQL("SELECT changes_note('news', id, NULL) FROM news_article ORDER BY id", migrations.RunSQL.noop)
    ]
