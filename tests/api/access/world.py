"""What the role table and the fuzz run act upon: real objects of a citizen, a guest and the house, with secrets."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from core import tokens
from core.accounts.models import (
    EmailChange,
    EmailChangeToken,
    Invitation,
    InvitationToken,
    PasswordToken,
    PendingSignUp,
    Person,
    Role,
    SignUpToken,
)
from core.accounts.services import site_keys
from core.models import Publication
from core.municipalities.models import Municipality, Organization
from core.notifications.models import Channel, Notification
from core.push import devices
from core.push.models import Device
from events.models import Event, Registration, RegistrationToken, Workshop
from ideas.models import (
    Comment,
    CommentToken,
    FollowToken,
    Idea,
    IdeaCall,
    IdeaToken,
    InterestRequest,
    InterestToken,
    Measure,
    Poll,
    Wish,
)
from news import subscription_links
from news.models import Article, SubscriptionToken
from tests.factories.accounts import PersonFactory, session_of, signed_in
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import (
    CommentFactory,
    FollowFactory,
    IdeaCallFactory,
    IdeaFactory,
    MeasureFactory,
    PollFactory,
    SolvedQuestionFactory,
)
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.push import Browser, device_of
from tests.factories.roles import clerk_of, site_key_of

# Words that stand in what only some may see; no answer to anybody else may contain them.
OWN = "geheim-des-buergers"
GUEST = "geheim-des-gastes"
ROOM = "geheim-des-raumes"
INTERNAL = "geheim-des-hauses"
SECRETS = {OWN, GUEST, ROOM, INTERNAL}


@dataclass(frozen=True)
class World:
    """Callers by name with their tokens, the things they act upon, and the tokens of mail links."""

    citizen: Person
    access: dict[str, str | None]
    refresh: str
    workshop: Workshop
    registration: Registration
    offered: Registration
    idea: Idea
    own_idea: Idea
    idea_in_borsdorf: Idea
    done_idea: Idea
    comment: Comment
    own_comment: Comment
    draft_event: Event
    article: Article
    draft_article: Article
    call: IdeaCall
    draft_call: IdeaCall
    poll: Poll
    closed_poll: Poll
    draft_poll: Poll
    measure: Measure
    draft_measure: Measure
    links: dict[str, str]
    device_secret: str

    @property
    def own_schemes(self):
        """What no caller has: the credentials of a scheme of its own, by its name in the document."""
        return {"deviceSecret": self.device_secret, "newsletterToken": self.links["issue"]}

    @property
    def session_id(self):
        return session_of(self.citizen).pk

    @property
    def device_id(self):
        return Device.objects.of(self.citizen).get().pk

    @property
    def notification_id(self):
        return Notification.objects.get(person=self.citizen).pk


def build():
    """A new world; needs the `region` fixture."""
    citizen = PersonFactory(email=f"{OWN}@example.org", display_name=f"Erika {OWN}")
    other = PersonFactory(municipality=Municipality.objects.get(slug="naunhof"))
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    administrator = PersonFactory(is_staff=True, is_superuser=True)
    pair = signed_in(citizen, f"Telefon {OWN}")
    workshop = WorkshopFactory(join_url=f"https://treffen.example/{ROOM}")
    registration = RegistrationFactory(
        workshop=workshop, person=citizen, email=citizen.email, name=citizen.display_name, confirmed=True
    )
    guests = {"name": f"Gisela {GUEST}", "email": f"{GUEST}@example.org"}
    confirmed = RegistrationFactory(workshop=workshop, confirmed=True, **guests)
    unconfirmed = RegistrationFactory(held=True, **guests)
    offered = RegistrationFactory(offered=True, **guests)
    links = {
        "confirm": _link(RegistrationToken, RegistrationToken.CONFIRM, registration=unconfirmed),
        "manage": _link(RegistrationToken, RegistrationToken.MANAGE, registration=confirmed),
        "door": _link(RegistrationToken, RegistrationToken.CHECK_IN, registration=confirmed),
        "offer": _link(RegistrationToken, RegistrationToken.MANAGE, registration=offered),
        "idea": _link(IdeaToken, IdeaToken.CONFIRM, idea=IdeaFactory(pending=True, title=GUEST, email=guests["email"])),
        "comment": _link(CommentToken, CommentToken.CONFIRM, comment=CommentFactory(pending=True, text=GUEST)),
        "interest": _link(InterestToken, InterestToken.CONFIRM, request=_wish()),
        "unfollow": _link(FollowToken, FollowToken.END, follow=FollowFactory(guest=guests["email"])),
        "verify": _link(SignUpToken, SignUpToken.VERIFY, sign_up=_sign_up(citizen)),
        "email": _link(EmailChangeToken, EmailChangeToken.CONFIRM, email_change=_email_change(citizen)),
        "invitation": _link(InvitationToken, InvitationToken.ACCEPT, invitation=_invitation(borsdorf)),
        "newsletter": _link(SubscriptionToken, SubscriptionToken.CONFIRM, subscription=_asked()),
        "issue": subscription_links.token_for(SubscriptionFactory(email=f"ausgabe.{GUEST}@example.org")),
        "reset": _link(PasswordToken, PasswordToken.RESET, person=citizen),
    }
    own_idea = IdeaFactory(
        by_person=True, author=citizen, waiting=True, title=f"Bank {OWN}", text=f"Nur für mich: {OWN}"
    )
    Notification.objects.create(
        person=citizen, subject="own_ideas", channel=Channel.APP, event_id=own_idea.history.get().pk
    )
    device_of(citizen, session=session_of(citizen))
    idea = IdeaFactory(by_person=True, author=citizen, display="anonymous", author_name="", title="Bank am Radweg")
    return World(
        citizen=citizen,
        access={
            "nobody": None,
            "guest": links["manage"],
            "citizen": pair.access,
            "other": signed_in(other, "Rechner").access,
            "administrator": signed_in(administrator, "Rathaus").access,
            "clerk": signed_in(clerk_of("gemeinde-borsdorf", Role.EDITOR, Role.MODERATOR), "Rathaus").access,
            "other_clerk": signed_in(clerk_of("stadt-naunhof", Role.EDITOR), "Rathaus").access,
            "site": _used_key("gemeinde-borsdorf"),
        },
        refresh=pair.refresh,
        workshop=workshop,
        registration=registration,
        offered=offered,
        idea=idea,
        own_idea=own_idea,
        idea_in_borsdorf=IdeaFactory(municipality=Municipality.objects.get(slug="borsdorf")),
        done_idea=SolvedQuestionFactory(
            idea__author=citizen, idea__email="", idea__display="anonymous", idea__author_name=""
        ).idea,
        comment=CommentFactory(idea=idea, by_person=True, author=citizen, display="anonymous", author_name=""),
        own_comment=CommentFactory(idea=idea, by_person=True, author=citizen, waiting=True, text=OWN),
        draft_event=EventFactory(title=INTERNAL, publication=Publication.DRAFT, published_at=None),
        article=ArticleFactory(organization=borsdorf),
        draft_article=ArticleFactory(
            organization=borsdorf, title=INTERNAL, publication=Publication.DRAFT, published_at=None
        ),
        call=IdeaCallFactory(),
        draft_call=IdeaCallFactory(title=INTERNAL, publication=Publication.DRAFT, published_at=None),
        poll=PollFactory(),
        closed_poll=PollFactory(closed=True),
        draft_poll=PollFactory(title=INTERNAL, publication=Publication.DRAFT, published_at=None),
        measure=MeasureFactory(),
        draft_measure=MeasureFactory(name=INTERNAL, publication=Publication.DRAFT, published_at=None),
        links=links,
        device_secret=devices.register(Browser().address, {"language": "de"}, session=None)[1],
    )


def _used_key(slug):
    """A key whose use has been noted just now, so that reading with it changes nothing."""
    secret = site_key_of(slug).secret
    site_keys.recognize(secret)
    return secret


def _wish():
    return InterestRequest.objects.create(idea=IdeaFactory(), email=f"{GUEST}@example.org", wish=Wish.SUPPORT)


def _asked():
    return SubscriptionFactory(email=f"{GUEST}@example.org", unconfirmed=True)


def _sign_up(person):
    return PendingSignUp.objects.create(email="neu@example.org", password=person.password, display_name="Neu")


def _invitation(organization):
    return Invitation.objects.create(email="kollegin@example.org", organization=organization, role=Role.EDITOR)


def _email_change(person):
    return EmailChange.objects.create(person=person, old_email=person.email, new_email="umgezogen@example.org")


def _link(model, purpose, **owner):
    return tokens.mint(model, purpose=purpose, expires_at=timezone.now() + timedelta(hours=1), **owner)
