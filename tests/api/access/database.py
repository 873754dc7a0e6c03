"""The whole database as one comparable value: what a read or a refused request must leave as it was."""

from django.db import connection

# The first reader of an object writes down what it looks like; that is no change of it.
PREPARED = {"changes_change": "document,municipalities"}
# The answers of requests with an Idempotency-Key, refusals among them.
KEPT_ANSWERS = "idempotency_idempotentrequest"
# Reads that the audit notes each time: the way into a private meeting.
NOTED, AUDIT = {"listParticipants", "getJoinLink", "getMyJoinLink"}, "audit_auditentry"
DIGEST = """
    SELECT '{0}', md5(coalesce(string_agg(words, chr(10) ORDER BY words), ''))
    FROM (SELECT (to_jsonb(row) - string_to_array('{1}', ','))::text AS words FROM "{0}" AS row) AS rows
"""


def snapshot():
    """Each table with a digest of all its rows."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - {KEPT_ANSWERS})
        cursor.execute(" UNION ALL ".join(DIGEST.format(table, PREPARED.get(table, "")) for table in tables))
        return dict(cursor.fetchall())
