"""The true history of a workshop's line, written by a trigger at each commit, and the rules between its moments.

Whoever changes registrations holds the workshop's lock until the commit, so the order of writing is the order in which
things happened.
"""

import json

from django.db import connection

WRITTEN_BY = """
CREATE TABLE line_history (
  number serial, happened_in xid8 UNIQUE DEFAULT pg_current_xact_id(), act text, capacity int, rows jsonb
);
CREATE FUNCTION line_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO line_history (act, capacity, rows)
  SELECT current_setting('line.act', true), workshop.capacity, (
    SELECT coalesce(jsonb_object_agg(id, jsonb_build_object(
      'state', state, 'size', party_size, 'number', queue_number,
      'holds', CASE WHEN state = 'confirmed' OR (state = 'unconfirmed' AND holds_until > clock_timestamp())
                      OR (state = 'offered' AND offered_until > clock_timestamp()) THEN party_size ELSE 0 END,
      'is_too_late', state = 'offered' AND offered_until <= clock_timestamp()
                      OR state = 'unconfirmed' AND created_at <= clock_timestamp() - interval '24 hours')), '{}')
    FROM events_registration)
  FROM events_workshop AS workshop
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER line_note AFTER INSERT OR UPDATE OR DELETE ON events_registration
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION line_note();
CREATE CONSTRAINT TRIGGER line_note AFTER UPDATE ON events_workshop
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION line_note();
"""
FORGOTTEN_BY = "DROP TABLE IF EXISTS line_history; DROP FUNCTION IF EXISTS line_note() CASCADE"

# What may follow a state; a person with an account starts behind the first one.
BECOMES = {
    None: {"unconfirmed", "confirmed", "waitlisted"},
    "unconfirmed": {"confirmed", "waitlisted", "expired", "cancelled"},
    "waitlisted": {"offered", "cancelled"},
    "offered": {"confirmed", "expired", "cancelled"},
    "confirmed": {"cancelled"},
    "expired": set(),
    "cancelled": set(),
}
NOBODY = {"state": None, "holds": 0, "number": None, "size": 0, "is_too_late": False}


def execute(statement, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def will_be_by(act):
    """What this connection commits from now on is the doing of this act."""
    execute("SELECT set_config('line.act', %s, false)", [act])


def read():
    """All moments, each with the act that led to it, the seats there were, and all registrations by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, capacity, rows FROM line_history ORDER BY number")
        return [{"act": act, "capacity": seats, "rows": json.loads(rows)} for act, seats, rows in cursor.fetchall()]


def length():
    """How many moments there are by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM line_history")
        return cursor.fetchone()[0]


def taken(moment):
    return sum(row["holds"] for row in moment["rows"].values())


def waiting(moment):
    """The parties that wait, in their order."""
    rows = [row for row in moment["rows"].values() if row["state"] == "waitlisted"]
    return sorted(rows, key=lambda row: row["number"])


def check(before, after, *, strict):
    """Nobody is lost, no seat is given twice, nobody is overtaken, and no free seat is kept from those who wait."""
    assert before["rows"].keys() <= after["rows"].keys(), "somebody is lost"
    # More than there are only where there were fewer seats all of a sudden; then nobody comes in.
    assert taken(after) <= max(after["capacity"], taken(before)), "more seats are given than there are"
    for key, row in after["rows"].items():
        was = before["rows"].get(key, NOBODY)
        assert row["state"] == was["state"] or can_become(was["state"], row["state"])
        assert not was["is_too_late"] or row["state"] in {was["state"], "expired"}, "somebody came too late"
        assert was["number"] in {None, row["number"]}, "somebody has another place in line"
        if row["holds"] > was["holds"]:
            check_turn(row, was, after, strict=strict)
    if not after["act"].endswith("let_time_pass"):  # it only moves the clock; the next act sees what that has done
        free = after["capacity"] - taken(after)
        heads = waiting(after)[:1] if strict else waiting(after)
        assert [row for row in heads if row["size"] <= free] == [], "a seat is free, and nobody gets it"


def check_turn(row, was, after, *, strict):
    """Whoever gets seats overtakes nobody."""
    line = waiting(after)
    if row["number"] is None or was["holds"]:
        assert line == [], "a newcomer, or a party that grows, has overtaken those who wait"
    elif strict:
        assert [other for other in line if other["number"] < row["number"]] == [], "somebody is overtaken"


def can_become(state, later):
    """In one act or several: some are settled twice."""
    return any(step == later or can_become(step, later) for step in BECOMES[state])


def states_of(key, moments):
    """The states of one registration, each once."""
    states = [moment["rows"][key]["state"] for moment in moments if key in moment["rows"]]
    return [state for state, former in zip(states, [None, *states], strict=False) if state != former]
