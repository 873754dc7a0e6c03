"""How long we keep what, for everybody; and what is stored about oneself, by mailed link: seen, saved, deleted.

Also for who has an account but no longer the app. The pages stay in the browser where the app is installed: what the
law grants must not depend on an app's version.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core.accounts.models.person import normalize_email
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import MAIL
from core.privacy import requests, rights, table
from core.tokens import LinkExpired
from pages import stored
from pages.forms import DataErasureForm, DataRequestForm
from pages.links import private_page, token_of
from pages.rendering import page

ASK_AGAIN = _(
    "It is valid for 24 hours, and ends when you have everything deleted. Under “Your data” you can ask for a new one."
)


@require_safe
@vary_on_headers("Accept-Language")
@cache_control(public=True, max_age=3600)
def retention(_request: HttpRequest) -> HttpResponse:
    return page("privacy/retention.html", introduction=table.introduction(), lines=table.lines())


@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """Says the same whether or not the address is known."""
    form = DataRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = normalize_email(form.cleaned_data["email"])
        meters.count(MAIL, Asker(network=networks.of(request.META), typed=email))
        requests.ask(email, language=get_language() or "de")
        return page("asked.html", email=email)
    status = 400 if form.errors else 200
    return page("privacy/ask.html", status=status, form=form, action=request.path)


@private_page
def data(request: HttpRequest) -> HttpResponse:
    """Shown by the link; the buttons save it as a file, or delete it for good."""
    token = token_of(request)
    act = request.POST.get("act") if request.method == "POST" else None
    form = DataErasureForm(request.POST if act == "erase" else None)
    try:
        owner = requests.owner_of(token)
        if act == "save":
            headers = {"Content-Disposition": 'attachment; filename="meine-daten.json"'}
            told = {"email": owner.email, **rights.export(owner)}
            return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})
        if form.is_valid():
            requests.erase(token, keep_contributions=form.cleaned_data["contributions"] == "keep")
            return page("privacy/erased.html")
    except LinkExpired as refusal:
        return page("error.html", status=410, title=refusal.title, sentence=ASK_AGAIN)
    return page(
        "privacy/data.html", status=400 if form.errors else 200, form=form, owner=owner,
        has_account=not rights.is_guest(owner), sections=stored.sections(rights.export(owner)), token=token,
        action=request.path,
    )  # fmt: skip
