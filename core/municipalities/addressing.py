"""Whom an item addresses: the questions and the rule that events, news and measures share; who answers ideas there."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from core import search
from core.errors import FieldError
from core.models import Publishable, PublishableQuerySet
from core.municipalities.models import District, Municipality, Organization, Topic

T = TypeVar("T", bound=Publishable)


class AddressedQuerySet(PublishableQuerySet[T]):
    """Questions about models with many-to-many fields to municipalities and others, and with columns for search."""

    # How their list is ordered: of more hits than a search takes, the first.
    search_order: ClassVar[Sequence[str]]

    def for_municipalities(self, slugs: Sequence[str]) -> Self:
        """Region-wide items address all municipalities, so they match each."""
        return self.naming("municipalities", slugs)

    def naming(self, relation: str, slugs: Sequence[str]) -> Self:
        """Items of which one of the slugs stands in a many-to-many relation: municipalities, districts or topics."""
        field = self.model._meta.get_field(relation)
        rows = field.remote_field.through._default_manager.filter(  # type: ignore[union-attr]
            **{field.m2m_field_name(): models.OuterRef("pk"), f"{field.m2m_reverse_field_name()}__slug__in": slugs}  # type: ignore[union-attr]
        )
        return self.filter(models.Exists(rows))

    def matching(self, text: str) -> Self:
        """At most 500 that have all the words, each with its `relevance` (core.search)."""
        return search.matching(self, text, order=self.search_order)

    def with_addressed(self) -> Self:
        """With all they name in the order in which it is shown, in a constant number of queries."""
        return self.prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("districts", District.objects.order_by("sort_key")),
            models.Prefetch("topics", Topic.objects.order_by("position")),
        )


def problems(
    organization: Organization, *, municipalities: Iterable[Municipality], districts: Iterable[District] = ()
) -> list[FieldError]:
    """Why the organization may not address these: none at all, not its own, or districts of others."""
    errors = []
    addressed = set(municipalities)
    if not addressed:
        errors.append(FieldError("/municipalities", "required", _("Please name at least one municipality.")))
    foreign = addressed - set(organization.municipalities.all())
    if foreign:
        names = ", ".join(sorted(municipality.name for municipality in foreign))
        sentence = _("%(organization)s may not publish for: %(names)s.")
        detail = sentence % {"organization": organization.name, "names": names}
        errors.append(FieldError("/municipalities", "not_addressable", detail))
    if any(district.municipality_id not in {one.pk for one in addressed} for district in districts):
        sentence = _("Please choose only districts of the municipalities addressed.")
        errors.append(FieldError("/districts", "not_addressed", sentence))
    return errors


def set_related(item: Any, **relations: Iterable[models.Model]) -> bool:
    """Make each many-to-many relation name exactly these; returns whether one of them changed."""
    changed = False
    for name, wanted in relations.items():
        manager = getattr(item, name)
        if set(manager.all()) != set(wanted):
            manager.set(wanted)
            changed = True
    return changed


def authority_of(municipality: Municipality) -> Organization | None:
    """Who answers the ideas of a municipality: its own authority before those that answer for more places."""
    found = Organization.objects.filter(handles_ideas=True, municipalities=municipality)
    near = found.prefetch_related("municipalities")
    return min(near, key=lambda one: (len(one.municipalities.all()), one.sort_key), default=None)
