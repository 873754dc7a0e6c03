"""Calls and measures are written through services, with audit and at their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.audit import versions
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.municipalities.models import Municipality, Organization, Topic
from ideas.models import IdeaCall, Measure
from ideas.services import editing, measures
from tests.factories.ideas import IdeaCallFactory, MeasureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def call(**fields):
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    return IdeaCall(
        **({"slug": "neu", "title": "Neu", "text": "?", "what_happens": "!", "organization": borsdorf} | fields)
    )


def places(*slugs):
    return Municipality.objects.filter(slug__in=slugs)


def acts():
    return list(AuditEntry.objects.filter(act__contains="idea").order_by("id").values_list("act", "details"))


def test_a_change_is_told_once():
    one = editing.save_call(call(publication="published"), municipalities=places("borsdorf"), topics=(), by=SYSTEM)
    editing.save_call(one, municipalities=places("borsdorf"), topics=(), by=SYSTEM)
    editing.save_call(one, municipalities=places("borsdorf"), topics=Topic.objects.all(), by=SYSTEM)
    one.title = "Anders"
    editing.save_call(one, municipalities=places("borsdorf"), topics=Topic.objects.all(), by=SYSTEM)
    assert [(act, details["fields"]) for act, details in acts()][1:] == [
        ("ideacall.changed", []), ("ideacall.changed", ["title"]),
    ]  # fmt: skip
    assert one.published_at is not None


@pytest.mark.parametrize(("slugs", "code"), [([], "required"), (["borsdorf", "machern"], "not_addressable")])
def test_a_call_addresses_somebody_and_only_whom_its_organization_may(slugs, code):
    with pytest.raises(Invalid) as refusal:
        editing.save_call(call(), municipalities=places(*slugs), topics=(), by=SYSTEM)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/municipalities", code)]


def test_a_measure_belongs_to_somebody():
    with pytest.raises(Invalid):
        measures.save(
            Measure(slug="neu", name="Neu", topic=Topic.objects.get(slug="smart-mobility")),
            municipalities=[],
            by=SYSTEM,
        )
    assert Measure.objects.count() == 0


def test_scheduled_calls_and_measures_appear_at_their_moment():
    now = timezone.now()
    due = IdeaCallFactory(publication="scheduled", published_at=now - timedelta(seconds=1))
    measure = MeasureFactory(publication="scheduled", published_at=now)
    later = IdeaCallFactory(publication="scheduled", published_at=now + timedelta(seconds=1))
    assert (editing.publish_due(now=now), editing.publish_due(now=now)) == (2, 0)
    assert list(IdeaCall.objects.published()) == [due]
    assert list(Measure.objects.published()) == [measure]
    assert IdeaCall.objects.get(pk=later.pk).publication == "scheduled"


def test_calls_and_measures_come_back_as_they_were():
    topics = Topic.objects.all()[:1]
    one = editing.save_call(call(question="Was fehlt?"), municipalities=places("borsdorf"), topics=topics, by=SYSTEM)
    other = MeasureFactory(name="Radweg", sources=["https://a.example/1"])
    kinds = editing.VERSIONS
    stored = kinds[IdeaCall].contents(one), kinds[Measure].contents(other)
    one.question = "Anders?"
    editing.save_call(one, municipalities=places("borsdorf"), topics=(), by=SYSTEM)
    other.name, other.sources = "Weg", []
    measures.save(other, municipalities=places("brandis"), by=SYSTEM)
    for kind, item, restore in ((IdeaCall, one, editing.restore_call), (Measure, other, measures.restore)):
        version = kinds[kind].of(item.pk).get()
        restore(item.pk, version.pk, check=versions.unchanged_since(item.updated_at.isoformat()), by=SYSTEM)
    assert (kinds[IdeaCall].contents(IdeaCall.objects.get()), kinds[Measure].contents(Measure.objects.get())) == stored
    acts = AuditEntry.objects.filter(act__endswith=".restored").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["ideacall.restored", "measure.restored"]
