"""Content as programs write it: made, changed, put under its source's number, withdrawn. Alike for events and news."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import roles
from core.actors import Act, Actor
from core.errors import Conflict, FieldError, Invalid, Missing
from core.models import Publication
from core.municipalities.models import Organization

Values = Mapping[str, Any]
# Called with the present state under its lock, None where there is none; refuses who has not seen it.
Check = Callable[[Any], None]
# What a program may say; a withdrawal has its own verb.
STATES = [(one.value, one.label) for one in (Publication.DRAFT, Publication.SCHEDULED, Publication.PUBLISHED)]
RELATED = ("municipalities", "districts", "topics")


class ExternalIdTaken(Conflict):
    code = "external_id_taken"
    title = gettext_lazy("This number is taken")
    advice = gettext_lazy(
        "The organization has an item with this external_id already. Please change that one, or choose another number."
    )


@dataclass(frozen=True)
class Writer:
    """The verbs for one kind of content. `save` is its editing service, `fill` sets columns from other values.

    `parts` are what stands in tables of its own: by the value's name what puts it, called when the item is saved.
    `links` are relations beside those of all content, which `save` takes together; what is not given stays.
    """

    model: type[Any]
    act: Act
    save: Callable[..., Any]
    fill: Callable[[Any, dict[str, Any]], None]
    parts: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    links: Collection[str] = ()

    def create(self, values: Values, *, organization: Organization | None, by: Actor) -> Any:
        """Write a new item. Raises NotEntrusted, Invalid, ExternalIdTaken."""
        with transaction.atomic():
            return self._write(self.model(organization=organization or self._only_organization(by)), values, by=by)

    def change(self, item_id: uuid.UUID, values: Values, *, by: Actor, check: Check) -> Any:
        """Change what is given and leave the rest. Raises Missing, NotEntrusted, Invalid, ExternalIdTaken."""
        with transaction.atomic():
            item = self._locked(item_id, by=by)
            check(item)
            return self._write(item, values, by=by)

    def put(
        self, external_id: str, values: Values, *, organization: Organization | None, by: Actor, check: Check
    ) -> tuple[Any, bool]:
        """Make the item that has this number at its source be so; returns it, and whether it is new.

        Also a withdrawn one comes back. Raises NotEntrusted, Invalid, ExternalIdTaken (somebody was quicker).
        """
        organization = organization or self._only_organization(by)
        roles.require(by, self.act, organization.pk)
        with transaction.atomic():
            known = self._rows().filter(organization=organization, external_id=external_id).first()
            check(known)
            item = known or self.model(organization=organization)
            return self._write(item, {**values, "external_id": external_id}, by=by), known is None

    def withdraw(self, item_id: uuid.UUID, *, by: Actor, check: Check) -> None:
        """Take it out of public view. Raises Missing, NotEntrusted."""
        with transaction.atomic():
            item = self._locked(item_id, by=by)
            check(item)
            self._write(item, {"publication": Publication.WITHDRAWN}, by=by)

    def find(self, item_id: uuid.UUID, *, by: Actor) -> Any:
        """The item as its editors may see it, public or not. Raises Missing."""
        item = self.model.objects.with_details().filter(pk=item_id).first()
        if item is None or not roles.may(by, self.act, item.organization_id):
            raise Missing
        return item

    def _locked(self, item_id: uuid.UUID, *, by: Actor) -> Any:
        """Its row under lock. What is not public does not exist for those it is not entrusted to."""
        item = self._rows().filter(pk=item_id).first()
        if item is None:
            raise Missing
        if item.publication != Publication.PUBLISHED and not roles.may(by, self.act, item.organization_id):
            raise Missing
        roles.require(by, self.act, item.organization_id)
        return item

    def _rows(self) -> Any:
        return self.model.objects.select_for_update(no_key=True)

    def _only_organization(self, by: Actor) -> Organization:
        """The one organization the actor writes for. Raises NotEntrusted, Invalid where there are several."""
        known = list(Organization.objects.filter(roles.entrusted(by, self.act, organization="pk"))[:2])
        if not known:
            raise roles.NotEntrusted
        if len(known) > 1:
            sentence = _("You write for several organizations. Please name the one this is for.")
            raise Invalid([FieldError("/organization", "required", sentence)])
        return known[0]

    def _write(self, item: Any, values: Values, *, by: Actor) -> Any:
        columns = {name: value for name, value in values.items() if name not in {*RELATED, *self.links, *self.parts}}
        related = {name: values.get(name) for name in RELATED}
        given = {name: values[name] for name in self.links if values.get(name) is not None}
        self.fill(item, columns)
        _settle_publication(item, columns)
        related = {name: getattr(item, name).all() if value is None else value for name, value in related.items()}
        try:
            with transaction.atomic():
                saved = self.save(item, **related, **({"links": given} if self.links else {}), by=by)
                for name in self.parts.keys() & values.keys():
                    self.parts[name](saved.pk, values[name], by=by)
                return saved
        except IntegrityError as clash:
            if "external_id_once" in str(clash):
                raise ExternalIdTaken from clash
            raise


def assign(item: Any, columns: Values) -> None:
    for name, value in columns.items():
        setattr(item, name, value)


def _settle_publication(item: Any, columns: Values) -> None:
    """Fit the moment of publication to the state. Raises Invalid where the two contradict each other."""
    now, is_given = timezone.now(), columns.get("published_at") is not None
    lies_ahead = item.published_at is not None and item.published_at > now
    if item.publication == Publication.SCHEDULED and not lies_ahead:
        sentence = _("Please say when it shall be published; the moment must lie ahead.")
        raise Invalid([FieldError("/published_at", "not_ahead", sentence)])
    if item.publication == Publication.PUBLISHED and lies_ahead:
        if is_given:
            sentence = _("The moment lies ahead: please choose “scheduled”.")
            raise Invalid([FieldError("/publication", "not_yet", sentence)])
        item.published_at = now
