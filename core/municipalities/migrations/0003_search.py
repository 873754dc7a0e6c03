"""The functions that search columns are made of (core/search.py).

`unaccent` and `to_tsvector` depend on dictionaries, so PostgreSQL calls the first only STABLE; ours name theirs, and
their bodies are bound when they are made, so no search path and no restored dump changes what they mean.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

FOLDED = """
-- As core.text.fold, but for surrounding space.
CREATE FUNCTION search_folded(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    replace(replace(replace(lower(unaccent('unaccent'::regdictionary, normalize(written, NFC))),
        'ae', 'a'), 'oe', 'o'), 'ue', 'u');
"""

# Signs become spaces, for PostgreSQL's parser takes “www.borsdorf.de”, “24.12.” and “Rat/Amt” for one word each.
LEXEMES = """
CREATE FUNCTION search_lexemes(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    to_tsvector('pg_catalog.simple'::regconfig, folded) || to_tsvector('pg_catalog.german'::regconfig, folded);

CREATE FUNCTION search_words(title text, lead text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN
    setweight(search_lexemes(translate(search_folded(title), '.,;:/-_+=&%@#<>~', repeat(' ', 16))), 'A')
    || setweight(search_lexemes(translate(search_folded(lead), '.,;:/-_+=&%@#<>~', repeat(' ', 16))), 'B')
    || setweight(search_lexemes(translate(search_folded(body), '.,;:/-_+=&%@#<>~', repeat(' ', 16))), 'D');
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0002_changes")]
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(FOLDED, "DROP FUNCTION search_folded(text);"),
        migrations.RunSQL(
            LEXEMES, "DROP FUNCTION search_words(text, text, text); DROP FUNCTION search_lexemes(text);"
        ),
    ]
