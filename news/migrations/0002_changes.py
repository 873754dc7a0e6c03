"""News in the change log, with all that its documents show."""

from django.db import migrations

from core.changes.tracking import track, track_part

OF_ARTICLE = "SELECT part.article_id"


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial"), ("changes", "0002_commit_order")]
    operations = [
        track("news", table="news_article", public="item.publication = 'published'"),
        track_part("news", table="news_article_municipalities", shown_by=OF_ARTICLE),
        track_part("news", table="news_article_districts", shown_by=OF_ARTICLE),
        track_part("news", table="news_article_topics", shown_by=OF_ARTICLE),
        track_part(
            "news",
            table="municipalities_organization",
            shown_by="SELECT id FROM news_article WHERE organization_id = part.id",
        ),
    ]
