"""What the audit's codes mean to people: `event.published` is “Event: published”."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditEntry

# What an act is about where it is not called as the table of its object.
NOUNS = {
    "account": _("Account"),
    "administration": _("Administration"),
    "guest": _("Guest"),
    "join_link": _("Join link"),
    "password": _("Password"),
    "second_factor": _("Second factor"),
}
# What an entry says more, where it is no column of its object.
DETAILS = {
    "at": pgettext_lazy("audit", "version of"),
    "attachments": pgettext_lazy("audit", "documents now"),
    "bytes": pgettext_lazy("audit", "size in bytes"),
    "count": pgettext_lazy("audit", "number"),
    "dates": pgettext_lazy("audit", "dates concerned"),
    "day": pgettext_lazy("audit", "day"),
    "decision": pgettext_lazy("audit", "decision"),
    "devices": pgettext_lazy("audit", "devices"),
    "duplicate": pgettext_lazy("audit", "duplicate"),
    "event": pgettext_lazy("audit", "event"),
    "follows": pgettext_lazy("audit", "followers"),
    "is_16_or_older": pgettext_lazy("audit", "has declared to be 16 or older"),
    "into": pgettext_lazy("audit", "goes out with"),
    "issue": pgettext_lazy("audit", "issue"),
    "keep_contributions": pgettext_lazy("audit", "contributions kept without a name"),
    "person": pgettext_lazy("audit", "person"),
    "places": pgettext_lazy("audit", "places in the text"),
    "questions": pgettext_lazy("audit", "questions now"),
    "reason": pgettext_lazy("audit", "reason"),
    "recipients": pgettext_lazy("audit", "recipients"),
    "role": pgettext_lazy("audit", "role"),
    "rows": pgettext_lazy("audit", "people listed"),
    "rule": pgettext_lazy("audit", "rule"),
    "rules": pgettext_lazy("audit", "rules, before and after"),
    "scopes": pgettext_lazy("audit", "may"),
    "states": pgettext_lazy("audit", "states of the registrations"),
    "supports": pgettext_lazy("audit", "supporters"),
    "with_second_factor": pgettext_lazy("audit", "with second factor"),
    "until": pgettext_lazy("audit", "valid until"),
}
# Under which names their objects have these as columns.
COLUMNS = {"reason": ("end_reason", "cancel_reason")}
PEOPLE = "accounts.Person"
VERBS = {
    "accepted": pgettext_lazy("audit", "accepted"),
    "added": pgettext_lazy("audit", "added"),
    "announced": pgettext_lazy("audit", "sent as a push message"),
    "approved": pgettext_lazy("audit", "checked and published"),
    "asked_again": pgettext_lazy("audit", "asked for again"),
    "assigned": pgettext_lazy("audit", "assigned to an event"),
    "attachments_changed": pgettext_lazy("audit", "documents changed"),
    "attendance_marked": pgettext_lazy("audit", "attendance noted"),
    "author_blocked": pgettext_lazy("audit", "author blocked"),
    "author_forgotten": pgettext_lazy("audit", "author forgotten"),
    "author_ordinary": pgettext_lazy("audit", "author neither trusted nor blocked"),
    "author_trusted": pgettext_lazy("audit", "author trusted"),
    "cancelled": pgettext_lazy("audit", "cancelled"),
    "changed": pgettext_lazy("audit", "changed"),
    "changes_requested": pgettext_lazy("audit", "author asked for changes"),
    "checked_in": pgettext_lazy("audit", "checked in"),
    "classified": pgettext_lazy("audit", "assigned to place and topic"),
    "codes_renewed": pgettext_lazy("audit", "recovery codes renewed"),
    "confirmed": pgettext_lazy("audit", "confirmed"),
    "contents_changed": pgettext_lazy("audit", "contents of all dates changed"),
    "created": pgettext_lazy("audit", "created"),
    "date_left_out": pgettext_lazy("audit", "a date left out"),
    "deactivated": pgettext_lazy("audit", "deactivated"),
    "decided": pgettext_lazy("audit", "decided"),
    "deleted": pgettext_lazy("audit", "deleted"),
    "draft_discarded": pgettext_lazy("audit", "draft thrown away"),
    "drafted": pgettext_lazy("audit", "begun as a draft"),
    "detached": pgettext_lazy("audit", "taken out of the series"),
    "dismissed": pgettext_lazy("audit", "laid aside"),
    "email_change_requested": pgettext_lazy("audit", "change of address asked for"),
    "email_changed": pgettext_lazy("audit", "address changed"),
    "ended": pgettext_lazy("audit", "ended"),
    "entered": pgettext_lazy("audit", "signed in"),
    "erased": pgettext_lazy("audit", "erased"),
    "expired": pgettext_lazy("audit", "expired"),
    "given": pgettext_lazy("audit", "given"),
    "handed_back": pgettext_lazy("audit", "left to others"),
    "hidden": pgettext_lazy("audit", "hidden"),
    "interests_carried": pgettext_lazy("audit", "supporters and followers of a repeated idea taken over"),
    "interests_taken_back": pgettext_lazy("audit", "supporters and followers given back to an idea"),
    "loaded": pgettext_lazy("audit", "taken in from the region's files"),
    "made": pgettext_lazy("audit", "made"),
    "merged": pgettext_lazy("audit", "merged into a later one"),
    "message_sent": pgettext_lazy("audit", "message sent to the participants"),
    "moved": pgettext_lazy("audit", "moved"),
    "notifications_chosen": pgettext_lazy("audit", "chosen how to be told"),
    "offered": pgettext_lazy("audit", "seat offered"),
    "participants_exported": pgettext_lazy("audit", "participants saved as a table"),
    "participants_printed": pgettext_lazy("audit", "participants printed"),
    "participants_read": pgettext_lazy("audit", "participants read by a program"),
    "paused": pgettext_lazy("audit", "held up"),
    "progressed": pgettext_lazy("audit", "progress told"),
    "photo_described": pgettext_lazy("audit", "photo described"),
    "photo_removed": pgettext_lazy("audit", "photo taken out"),
    "preview_made": pgettext_lazy("audit", "preview link made"),
    "published": pgettext_lazy("audit", "published"),
    "questions_changed": pgettext_lazy("audit", "questions changed"),
    "reactivated": pgettext_lazy("audit", "reactivated"),
    "received": pgettext_lazy("audit", "received"),
    "recorded": pgettext_lazy("audit", "written down for its author"),
    "recovery_code_used": pgettext_lazy("audit", "recovery code used"),
    "redacted": pgettext_lazy("audit", "personal data removed"),
    "rejoined": pgettext_lazy("audit", "taken back into the series"),
    "removed": pgettext_lazy("audit", "removed"),
    "replaced": pgettext_lazy("audit", "replaced"),
    "requested": pgettext_lazy("audit", "asked for"),
    "reset": pgettext_lazy("audit", "reset"),
    "resumed": pgettext_lazy("audit", "continued"),
    "revealed": pgettext_lazy("audit", "shown"),
    "revoked": pgettext_lazy("audit", "revoked"),
    "restored": pgettext_lazy("audit", "former version brought back"),
    "sent": pgettext_lazy("audit", "sent"),
    "set_up": pgettext_lazy("audit", "set up"),
    "solved_said": pgettext_lazy("audit", "author said whether it is solved"),
    "started": pgettext_lazy("audit", "started"),
    "status_changed": pgettext_lazy("audit", "answered"),
    "submitted": pgettext_lazy("audit", "handed in"),
    "suspended": pgettext_lazy("audit", "hidden by reports"),
    "taken": pgettext_lazy("audit", "taken over"),
    "taken_back": pgettext_lazy("audit", "taken back"),
    "trial_sent": pgettext_lazy("audit", "trial sent"),
    "waitlisted": pgettext_lazy("audit", "put on the waiting list"),
    "withdrawn": pgettext_lazy("audit", "withdrawn"),
}
ACTORS = {
    "person": _("Person"),
    "guest": _("Guest, by a link"),
    "site": _("Municipal site"),
    "system": _("The service itself"),
}


def act(code: str, *, subject_type: str) -> str:
    """An unknown code is told as it is."""
    noun, _dot, verb = code.partition(".")
    if verb not in VERBS:
        return code
    return gettext("%(object)s: %(act)s") % {
        "object": NOUNS.get(noun) or kind(subject_type),
        "act": VERBS[verb],
    }


def kind(subject_type: str) -> str:
    """Of what table a thing is, in its singular."""
    model = _model(subject_type)
    name = str(model._meta.verbose_name) if model else subject_type
    return name[:1].upper() + name[1:]


def actor(entry: AuditEntry) -> str:
    """Who acted; nobody's name where the account is gone."""
    who = entry.actor or entry.site_key
    return str(who) if who else str(ACTORS.get(entry.actor_kind, entry.actor_kind))


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """What the entry says more, line by line: names of columns in words, values before and after."""
    model = _model(entry.subject_type)
    told = []
    for name, value in entry.details.items():
        if name == "changes":
            told += [(_column(model, one), f"{_value(model, one, old)} → {_value(model, one, new)}")
                     for one, (old, new) in value.items()]  # fmt: skip
        elif name == "fields":
            told.append((gettext("Changed"), ", ".join(_column(model, one) for one in value)))
        else:
            told.append((_column(model, name), _value(model, name, value)))
    return told


def contents(model: Any, name: str, value: Any) -> tuple[str, str]:
    """A column, a relation or a part of what something said (core.audit.versions) in words, and what it held."""
    field = next(one for one in model._meta.get_fields() if name in {one.name, getattr(one, "attname", one.name)})
    if field.auto_created:  # a table of parts, each with its key and its title
        told = str(field.related_model._meta.verbose_name_plural), ", ".join(title for _key, title in value or ())
    elif field.many_to_many:
        rows = field.related_model._default_manager.filter(pk__in=value or ())
        told = str(field.verbose_name), ", ".join(sorted(str(row) for row in rows))
    elif field.is_relation and value is not None:
        row = _row(field.related_model, value)
        told = str(field.verbose_name), str(row) if row else gettext("no longer there")
    else:
        plain = None if value is None else field.to_python(value)
        if isinstance(plain, datetime):
            plain = formats.date_format(timezone.localtime(plain), "SHORT_DATETIME_FORMAT")
        told = str(field.verbose_name), _value(model, name, plain)
    label, words = told
    return label[:1].upper() + label[1:], words or "–"


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _row(model: Any, key: Any) -> Any:
    try:
        return model._default_manager.filter(pk=key).first()
    except (ValueError, ValidationError):
        return None


def _field(model: Any, name: str) -> Any:
    names = {name, *COLUMNS.get(name, ())}
    return next((one for one in model._meta.fields if names & {one.name, one.attname}), None) if model else None


def _column(model: Any, name: str) -> str:
    field = _field(model, name)
    words = str(field.verbose_name if field else DETAILS.get(name, name.replace("_", " ")))
    return words[:1].upper() + words[1:]


def _value(model: Any, name: str, value: Any) -> str:
    field = _field(model, name)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(_value(model, name, one) for one in value)
    if field is None and name == "person":
        value = _row(apps.get_model(PEOPLE), value) or gettext("no longer there")
    elif field is not None and field.is_relation:
        value = _row(field.related_model, value) or value
    kind = getattr(field, "base_field", field)
    if kind is not None and kind.choices:
        return str(dict(kind.flatchoices).get(value, value))
    return str(value)
