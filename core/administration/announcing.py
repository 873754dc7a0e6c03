"""On the page of what is published: when devices were told of it, and the button for what they were not told of."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.administration import acts
from core.administration.models import acting, button, display
from core.administration.refusals import beside_fields
from core.errors import Refusal
from core.push import publishing


class WithPushMessages:
    """Needs `announced_as`, the type of the change log; the page shows `shown_announcement`."""

    announced_as: ClassVar[str]

    @display(description=_("push message"))
    def shown_announcement(self, item: Any) -> str:
        announcement = publishing.of(self.announced_as, item.pk) if item.pk else None
        if announcement is None:
            return gettext("Not sent")
        moment = formats.date_format(timezone.localtime(announcement.announced_at), "SHORT_DATETIME_FORMAT")
        words = ngettext("%(moment)s, to %(count)d device", "%(moment)s, to %(count)d devices", announcement.devices)
        return words % {"moment": moment, "count": announcement.devices}

    @button(description=_("Send push message"), url_path="announce", permissions=["change"])
    def announce(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks first, for it can't be taken back; what was sent already is refused with its moment."""
        item = self.get_queryset(request).filter(pk=object_id).first()  # type: ignore[attr-defined]
        if item is None:
            raise Http404
        form = acts.ActForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                sent = publishing.announce_now(self.announced_as, item.pk, by=acting(request))
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                words = ngettext("%(count)d device is being told.", "%(count)d devices are being told.", sent.devices)
                messages.success(request, words % {"count": sent.devices})
                return HttpResponseRedirect("../change/")
        known = publishing.why_not_again(self.announced_as, item.pk)
        sentences = [str(known.detail)] if known and not form.errors else []
        sentences += [
            gettext("All who asked for it are told at once, or after their quiet hours."),
            gettext(
                "What is published is announced by itself. This is for what was not, because it was written down or "
                "loaded later. A message can't be called back; one that still waits is dropped when you withdraw it."
            ),
        ]
        return acts.page(request, self, form, title=_("Send push message"), button=_("Send now"), sentences=sentences)
