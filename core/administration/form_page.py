"""What each page with a form does for people: all parts have names, and nothing on it leads to a refusal."""

import copy
import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.administration.looks import name_parts
from core.audit.models import AuditEntry


class WithNamedParts:
    """Fields of several parts tell by name what each is."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return name_parts(super().formfield_for_dbfield(db_field, request, **kwargs))  # type: ignore[misc]


class FormPage(WithNamedParts):
    """Joins an administration page."""

    admin_site: Any
    opts: Any

    def may_open_history(self, request: HttpRequest) -> bool:
        """Whether the button of the history leads anywhere: the audit is for managers."""
        return bool(self.admin_site.is_entrusted_with(AuditEntry, request))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Without buttons and links to pages that would refuse whoever looks."""
        context["show_history"] = context.get("show_history") and self.may_open_history(request)
        seen: Any = copy.copy(self)
        seen.readonly_preprocess_fields = {
            field.name: _without_link
            for field in self.opts.fields
            if field.is_relation and not self.admin_site.is_entrusted_with(field.related_model, request)
        }
        context["adminform"].model_admin = seen
        if request.method == "POST" and request.FILES:  # here again, so something was wrong
            sentence = _("Please choose the files once more: browsers do not keep them.")
            self.message_user(request, sentence, messages.WARNING)  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


def _without_link(shown: str) -> SafeString:
    return mark_safe(re.sub(r"</?a\b[^>]*>", "", shown))  # noqa: S308 - escaped already; only its link is taken away
