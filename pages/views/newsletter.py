"""The newsletter for people without app and account: asked for, and by links confirmed, changed and ended."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from core.accounts.models.person import normalize_email
from core.actors import GUEST
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import NEW_ADDRESS, WRITES
from core.municipalities.models import Municipality, Topic
from core.tokens import LinkExpired
from news import subscription_links, subscription_wishes
from news.errors import NotSubscribed
from news.models import Subscription, SubscriptionState
from news.services import subscriptions
from news.subscription_wishes import Wishes
from pages.links import link_page, private_page, token_of
from pages.newsletter_forms import SubscriptionForm, WishesForm
from pages.rendering import page

SUBSCRIBE_AGAIN = _("It was valid for 14 days, or the newsletter has been ended since. Please subscribe once more.")


@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """A town's site links here with `?municipality=`, which is ticked then. Says the same whoever is known."""
    # Compared here and not by the database, which can't be asked for every text.
    ticked = Wishes(
        municipalities=[one for one in Municipality.objects.all() if one.slug in request.GET.getlist("municipality")],
        topics=[one for one in Topic.objects.all() if one.slug in request.GET.getlist("topic")],
    )
    sent = request.POST if request.method == "POST" else None
    form = SubscriptionForm(sent, wishes=ticked, language=get_language() or "de")
    if form.is_valid():
        email = normalize_email(form.cleaned_data["email"])
        meters.count((WRITES, *NEW_ADDRESS), Asker(network=networks.of(request.META), typed=email))
        subscriptions.ask(email=email, wishes=Wishes(**form.told()), language=form.cleaned_data["language"])
        return page("newsletter/asked.html", email=email)
    return page("newsletter/ask.html", status=400 if form.errors else 200, form=form, action=request.path)


@link_page
def confirm(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        is_pressed = request.method == "POST"
        subscription = subscriptions.confirm(token, by=GUEST) if is_pressed else subscriptions.to_confirm(token)
    except LinkExpired as refusal:
        sentence = gettext(
            "It was valid for 14 days, or the newsletter has been ended since. Please subscribe once more."
        )
        return page("newsletter/ended.html", status=410, title=refusal.title, sentence=sentence)
    return page(
        "newsletter/confirm.html",
        is_done=subscription.state == SubscriptionState.CONFIRMED,
        email=subscription.email,
        declaration=_declaration(subscription),
        language=subscription.language,
        preferences=subscription_links.preferences_url(subscription),
        token=token,
        action=request.path,
    )


@link_page
def preferences(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        subscription = subscriptions.behind(token)
        form = WishesForm(
            request.POST if request.method == "POST" else None,
            wishes=subscription_wishes.of(subscription),
            language=subscription.language,
        )
        is_changed = form.is_valid()
        if is_changed:
            language = form.cleaned_data["language"]
            subscription = subscriptions.change(token, **form.told(), language=language, by=GUEST)
    except NotSubscribed as refusal:
        return page("newsletter/ended.html", status=410, title=refusal.title, sentence=refusal.detail)
    return page(
        "newsletter/preferences.html", status=400 if form.errors else 200, form=form, email=subscription.email,
        is_changed=is_changed, is_suspended=subscription.state == SubscriptionState.SUSPENDED,
        declaration=_declaration(subscription), language=subscription.language, token=token, action=request.path,
    )  # fmt: skip


@private_page
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Also where a mail program ends it by itself (RFC 8058): then the token stands in the address.

    Only a POST ends anything: scanners of mails open every link. It stays in the browser where the app is installed.
    """
    is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    token = request.GET.get("token", "") if is_one_click else token_of(request)
    if request.method == "POST":
        subscriptions.unsubscribe(token, by=GUEST)
        sentence = gettext("You get no more issues. Your address and your wishes are deleted.")
        return page("newsletter/ended.html", title=gettext("The newsletter is ended"), sentence=sentence)
    try:
        subscription = subscriptions.behind(token)
    except NotSubscribed as refusal:
        return page("newsletter/ended.html", title=refusal.title, sentence=refusal.detail)
    return page("newsletter/unsubscribe.html", email=subscription.email, token=token, action=request.path)


def _declaration(subscription: Subscription) -> str:
    """What is agreed to, in the language in which it is kept as proof."""
    with override(subscription.language):
        return subscription_wishes.declaration(subscription_wishes.of(subscription))
