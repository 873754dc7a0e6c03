"""Loading measures, ideas and sample calls from the region's files; loading twice changes nothing."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import region
from core.actors import SYSTEM
from core.audit.record import record
from core.models import Publication
from core.municipalities.models import Municipality, Organization, Topic
from ideas.models import Display, Idea, IdeaCall, IdeaStatus, IdeaStatusChange, Measure, Visibility
from ideas.services import editing, history, measures

Entry = dict[str, Any]


@region.loads("measures.json", order=20)
def load_measures(entries: list[Entry]) -> int:
    topics, municipalities = _by_slug(Topic), _by_slug(Municipality)
    for entry in entries:
        measure = Measure.objects.filter(external_id=entry["external_id"]).first() or Measure(
            external_id=entry["external_id"]
        )
        for name in ("slug", "name", "description", "status", "status_text", "sources"):
            setattr(measure, name, entry[name])
        measure.url = entry.get("url", "")
        measure.topic = topics[entry["topic"]]
        measure.lead = municipalities[entry["lead"]] if entry["lead"] else None
        measure.publication = Publication.PUBLISHED
        addressed = [municipalities[slug] for slug in entry["municipalities"]]
        measures.save(measure, municipalities=addressed, by=SYSTEM)
    return len(entries)


@region.loads("ideas.json", order=21)
def load_ideas(entries: list[Entry]) -> int:
    """Ideas from workshops and papers, public at once. What clerks have decided since is never turned back."""
    topics, municipalities, known_measures = _by_slug(Topic), _by_slug(Municipality), _by_slug(Measure)
    for entry in entries:
        values = {
            "title": entry["title"],
            "text": entry["text"],
            "topic": topics[entry["topic"]] if entry["topic"] else None,
            "municipality": municipalities[entry["municipality"]] if entry["municipality"] else None,
            "measure": known_measures[entry["measure"]] if entry["measure"] else None,
            "origin": entry["origin"],
            "author_name": entry["voiced_by"],
            "source_url": entry["source_url"],
            "submitted_on": _date(entry["submitted_on"]),
            "date_precision": entry["date_precision"] or "",
        }
        _bring_status_up_to_date(_save_idea(entry["external_id"], values), entry)
    return len(entries)


@region.loads("demo/idea_calls.json", order=22, demo=True)
def load_sample_calls(entries: list[Entry]) -> int:
    """Sample calls are open from today. Once loaded they stay until they are over, then open again."""
    now = timezone.now()
    for entry in entries:
        call = IdeaCall.objects.filter(slug=entry["slug"]).first() or IdeaCall(slug=entry["slug"])
        if call.closes_at is not None and call.closes_at > now:
            continue
        for name in ("title", "text", "what_happens", "tags"):
            setattr(call, name, entry[name])
        call.opens_at = now + timedelta(days=entry["opens_in_days"])
        call.closes_at = now + timedelta(days=entry["closes_in_days"])
        call.organization = Organization.objects.get(slug=entry["organization"])
        call.publication = Publication.PUBLISHED
        editing.save_call(
            call,
            municipalities=Municipality.objects.filter(slug__in=entry["municipalities"]),
            topics=Topic.objects.filter(slug=entry["topic"]),
            by=SYSTEM,
        )
    return len(entries)


def _save_idea(external_id: str, values: Entry) -> Idea:
    now = timezone.now()
    idea = Idea.objects.select_for_update(no_key=True, of=("self",)).filter(external_id=external_id).first()
    if idea is None:
        idea = Idea(
            external_id=external_id, visibility=Visibility.PUBLIC, published_at=now, display=Display.PSEUDONYM,
            follow=False, **values,
        )  # fmt: skip
        idea.save()
        record("idea.loaded", idea, by=SYSTEM)
        return idea
    changed = sorted(name for name, value in values.items() if getattr(idea, name) != value)
    if changed:
        for name in changed:
            setattr(idea, name, values[name])
        idea.updated_at = now
        idea.save()
        record("idea.changed", idea, by=SYSTEM, fields=changed)
    return idea


def _bring_status_up_to_date(idea: Idea, entry: Entry) -> None:
    """Add the receipt, and the step to the file's status unless the history knows it already."""
    now = timezone.now()
    known = set(IdeaStatusChange.objects.filter(idea=idea).values_list("status_to", flat=True))
    if IdeaStatus.RECEIVED not in known:
        history.append(
            idea, IdeaStatus.RECEIVED, now=now, by=SYSTEM,
            happened_on=idea.submitted_on, date_precision=idea.date_precision,
        )  # fmt: skip
    status = IdeaStatus(entry["status"])
    if status == IdeaStatus.RECEIVED or status in known:
        return
    history.append(
        idea, status, now=now, by=SYSTEM,
        happened_on=_date(entry.get("official_answer_on")),
        date_precision=entry.get("official_answer_precision", ""),
        answer=entry.get("official_answer", ""),
        source_url=entry.get("official_answer_source_url", ""),
    )  # fmt: skip
    record("idea.status_changed", idea, by=SYSTEM, status=status)


def _by_slug(model: type[Any]) -> dict[str, Any]:
    return {item.slug: item for item in model.objects.all()}


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
