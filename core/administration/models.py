"""What administration pages are made of: everybody imports it from here, so the library stays replaceable."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import messages
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from unfold import admin as unfold
from unfold import decorators
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple
from unfold.widgets import UnfoldAdminTextInputWidget
from unfold.widgets import UnfoldAdminURLInputWidget as URLInput
from unfold.widgets import UnfoldBooleanSwitchWidget as Switch

from core.accounts import roles
from core.accounts.models import Person
from core.accounts.services import memberships
from core.actors import Act, Actor
from core.administration.form_page import FormPage, WithNamedParts
from core.administration.looks import dress
from core.administration.narrowing import NarrowedAsOffered
from core.audit.record import record
from core.errors import Refusal
from core.municipalities.models import Organization

__all__ = [
    "CheckboxSelectMultiple",
    "ModelAdmin",
    "ReadOnly",
    "ServiceModelAdmin",
    "StackedInline",
    "Switch",
    "TabularInline",
    "URLInput",
    "acting",
    "button",
    "display",
]


Function = TypeVar("Function", bound=Callable[..., Any])

FORM_FIELDS = {
    ArrayField: {"widget": UnfoldAdminTextInputWidget},
    models.URLField: {"widget": URLInput, "assume_scheme": "https"},
}


def display(
    *, description: str | Promise, ordering: str | None = None, label: dict[Any, str] | None = None
) -> Callable[[Function], Function]:
    """A column or read-only field; with `label` it returns (code, words) and is coloured by the code."""
    return decorators.display(description=description, ordering=ordering, label=label)  # type: ignore[no-any-return]


def button(*, description: str | Promise, url_path: str, permissions: Sequence[str]) -> Callable[[Function], Function]:
    """A view of one object, opened by a button on its page."""
    return decorators.action(description=description, url_path=url_path, permissions=permissions)  # type: ignore[no-any-return]


def acting(request: HttpRequest) -> Actor:
    """Who acts here, with the roles of this moment: whoever got this far is signed in as staff."""
    asked: Any = request
    if not hasattr(asked, "actor"):
        asked.actor = memberships.actor_of(cast(Person, request.user))
    actor: Actor = asked.actor
    return actor


class ModelAdmin(FormPage, NarrowedAsOffered, unfold.ModelAdmin):  # type: ignore[misc]
    """An administration page whose history is our audit: Django's own log would keep names for ever."""

    list_per_page = 50
    formfield_overrides = FORM_FIELDS
    show_full_result_count = False
    warn_unsaved_form = True
    # What one must be entrusted with to open the page (core.accounts.roles); without, it is the administrator's alone.
    act: ClassVar[Act | None] = None
    # The way from a row to its organization; None where all clerks who may open the page share the rows.
    organization_path: ClassVar[str | None] = "organization"

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]
        """With the fields that the form declares itself in the same looks."""
        form: type[ModelForm] = super().get_form(request, *args, **kwargs)  # type: ignore[type-arg]
        for name in form.declared_fields.keys() & form.base_fields.keys():
            dress(form.base_fields[name])
        return form

    def is_entrusted(self, request: HttpRequest) -> bool:
        user = request.user
        if not isinstance(user, Person) or not (user.is_active and user.is_staff):
            return False
        actor = acting(request)
        return not actor.is_bound or (self.act is not None and roles.may_anywhere(actor, self.act))

    def what_waits(self, request: HttpRequest) -> tuple[str, str] | None:  # noqa: ARG002
        """What waits for whoever looks, in words for the overview, and the query of the list that shows it."""
        return None

    def entrusted_rows(self, actor: Actor) -> Q:
        """Which rows the actor sees and acts upon, as a condition."""
        if self.act is None or self.organization_path is None:
            return Q()
        return roles.entrusted(actor, self.act, organization=self.organization_path)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        return rows.filter(self.entrusted_rows(acting(request)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_entrusted(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Also for one row: `get_queryset` has found it."""
        return self.is_entrusted(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_entrusted(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of organizations only those one may act for."""
        if db_field.related_model is Organization and self.act is not None:
            mine = roles.entrusted(acting(request), self.act, organization="pk")
            kwargs["queryset"] = Organization.objects.filter(mine).order_by("sort_key")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # noqa: ARG002
        record(f"{obj._meta.model_name}.created", obj, by=acting(request))

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        fields = sorted({name for part in message for act in part.values() for name in act.get("fields", ())})
        record(f"{obj._meta.model_name}.changed", obj, by=acting(request), fields=fields)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[models.Model]) -> None:
        for obj in queryset:
            record(f"{obj._meta.model_name}.deleted", obj, by=acting(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """The audit's rows about this object."""
        query = urlencode({"subject_type": self.opts.label_lower, "subject_id": object_id})
        return HttpResponseRedirect(f"{reverse('admin:audit_auditentry_changelist')}?{query}")


class ServiceModelAdmin(ModelAdmin):
    """A page whose changes go through a service, which writes the audit itself; subclasses say which in `store`."""

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        """Hand the changed object, `form.instance`, and what else the form holds to the service."""
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        """The page's own, the first with the hidden version of a form that has one (core.administration.publishing)."""
        (title, options), *others = super().get_fieldsets(request, obj)
        hidden = [name for name in self.form.declared_fields if name == "version"]
        return [(title, {**options, "fields": [*options["fields"], *hidden]}), *others]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the form has not foreseen and the service refuses is told above the unchanged page."""
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[no-any-return]
        except Refusal as refusal:
            self.message_user(request, str(refusal.detail), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: Any) -> None:
        """Nothing yet: the service wants the related objects too, which `save_related` knows."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        self.store(form, by=acting(request))
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """The service has told the audit."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """The service has told the audit."""


class _AsItsPage:
    """Whoever may change a page's object may change what stands below it."""

    admin_site: Any
    parent_model: Any

    def is_entrusted(self, request: HttpRequest) -> bool:
        return bool(self.admin_site._registry[self.parent_model].is_entrusted(request))  # noqa: SLF001 - its only table

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.is_entrusted(request)


class TabularInline(_AsItsPage, WithNamedParts, unfold.TabularInline):  # type: ignore[misc]
    """Rows of a related table."""

    formfield_overrides = FORM_FIELDS


class StackedInline(_AsItsPage, WithNamedParts, unfold.StackedInline):  # type: ignore[misc]
    """A related form below the page's own."""

    formfield_overrides = FORM_FIELDS


class ForAllClerks:
    """For pages that belong to no organization and that forms of all clerks look things up in."""

    organization_path: ClassVar[str | None] = None

    def is_entrusted(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, Person) and user.is_active and user.is_staff


class ReadOnly:
    """For pages that show and change nothing, whoever looks."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False
