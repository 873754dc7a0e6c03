"""What a request leaves changed in the database: nothing, where it reads or was refused."""

import contextlib

from django.db import connection, transaction

# The first reader of an object writes down what it looks like; that is no change of it.
PREPARED = {"changes_change": "document,municipalities"}
# The answers of requests with an Idempotency-Key, refusals among them.
KEPT_ANSWERS = "idempotency_idempotentrequest"
# Reads that the audit notes each time: the way into a private meeting.
NOTED, AUDIT = {"listParticipants", "getJoinLink", "getMyJoinLink"}, "audit_auditentry"
# What PostgreSQL counts of the transaction that runs, rolled back parts included: so it only ever grows.
COUNTS = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
DIGEST = """
    SELECT '{0}', md5(coalesce(string_agg(words, chr(10) ORDER BY words), ''))
    FROM (SELECT (to_jsonb(row) - string_to_array('{1}', ','))::text AS words FROM "{0}" AS row) AS rows
"""


@contextlib.contextmanager
def undone():
    """All that is written inside is taken back; afterwards the set it yields names the tables whose rows it changed.

    Needs a transaction around it. Only tables in which something was written are compared, row by row: to write what
    stood there before is no change.
    """
    changed = set()
    with transaction.atomic():
        before = counts()
        yield changed
        written = {table for table, count in counts().items() if count != before.get(table, 0)} - {KEPT_ANSWERS}
        inside = digests(written)
        transaction.set_rollback(True)
    changed |= {table for table, digest in digests(written).items() if digest != inside[table]}


def counts():
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return dict(cursor.fetchall())


def digests(tables):
    """A digest of all rows of each."""
    if not tables:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(DIGEST.format(table, PREPARED.get(table, "")) for table in sorted(tables)))
        return dict(cursor.fetchall())
