"""The newsletter's subscriptions in the administration: numbers, and ending one for somebody who asks for it.

Nobody sees a list of addresses, nor whose wishes are which.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration.acts import ActForm
from core.administration.models import ModelAdmin, ReadOnly, acting
from news.models import Subscription
from news.services import subscription_numbers, subscriptions


class EndForm(ActForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of the person who asks for it. The address and its wishes are deleted; no mail tells of it."),
        max_length=254,
    )


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly, ModelAdmin):
    act = Act.NEWS
    organization_path = None

    def get_urls(self) -> list[Any]:
        """One page: not the library's list, nor its pages of single rows."""
        return [path("", self.admin_site.admin_view(self.overview), name="news_subscription_changelist")]

    def overview(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = EndForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            if subscriptions.end_for(form.cleaned_data["email"], by=acting(request)):
                messages.success(request, _("The subscription is ended, its address deleted."))
            else:
                messages.warning(
                    request, _("There is no subscription with this address. Please check how it is spelt.")
                )
            return HttpResponseRedirect(reverse("admin:news_subscription_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Subscriptions of the newsletter"),
            "numbers": subscription_numbers.numbers(),
            "form": form,
        }
        return TemplateResponse(request, "admin/subscriptions.html", context, status=400 if form.errors else 200)
