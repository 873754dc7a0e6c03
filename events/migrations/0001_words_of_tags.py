"""A function that joins an array's words: array_to_string is only STABLE, so no generated column may call it itself."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION immutable_words(words varchar[]) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN array_to_string(words, ' ');
            """,
            "DROP FUNCTION immutable_words(varchar[]);",
        )
    ]
