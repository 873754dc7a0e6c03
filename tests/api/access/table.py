"""The role table: what each operation answers to each kind of caller.

The callers: `nobody` sends no credentials; `guest` sends the token of a registration's mail link; `citizen` owns the
registration, ideas and session of the world (world.py); `other` is another citizen; `administrator` may do everything
in the administration, and over the API no more than any citizen; `clerk` is editor and moderator of Borsdorf, whose the
things of the world are (the ideas but one concern the whole region), `other_clerk` an editor of Naunhof; `site` sends
a key of Borsdorf with all scopes. Where a row names five statuses only, clerks get what other citizens get, and a key
is refused as no sign-in, or taken for nobody. A token of a mail link in the body is a credential of its own, so those
acts are the same for every caller.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tests.api.access.world import GUEST, INTERNAL, OWN, ROOM, World
from tests.factories.accounts import PASSWORD
from tests.factories.push import Browser
from tests.factories.uploads import multipart, picture

CALLERS = ("nobody", "guest", "citizen", "other", "administrator", "clerk", "other_clerk", "site")
NEW_PASSWORD = "Wolkenbruch Kastanie 4"
NEW_ACCOUNT = {"display_name": "Nora", "password": PASSWORD}
NEW_EMAIL = {"email": "neue-adresse@example.org", "password": PASSWORD}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: dict[str, Any] | bytes | None = None
    headers: dict[str, str] | None = None


@dataclass(frozen=True)
class Row:
    """`shows` are the secrets that the answer holds: OWN for the citizen only, the others for everybody let in."""

    operation: str
    what: str
    request: Callable[[World], Request]
    statuses: tuple[int, ...]
    shows: set[str] = field(default_factory=set)

    @property
    def expected(self):
        if len(self.statuses) == len(CALLERS):
            return dict(zip(CALLERS, self.statuses, strict=True))
        nobody, guest, _citizen, other, _administrator = self.statuses
        # A key is no account: where a sign-in is taken it is refused like a token that is none, as the guest's is.
        return dict(
            zip(
                CALLERS,
                (*self.statuses, other, other, guest if guest == HTTPStatus.UNAUTHORIZED else nobody),
                strict=True,
            )
        )


def get(path):
    return lambda world: Request("GET", path(world) if callable(path) else path)


def delete(path, body=None):
    return lambda world: Request("DELETE", path(world) if callable(path) else path, body)


def patch(path, body):
    return lambda world: Request("PATCH", path(world) if callable(path) else path, body)


def put(path, body):
    return lambda world: Request("PUT", path(world) if callable(path) else path, body)


def post(path, body):
    """`body` may ask the world for what it needs."""

    def build(world):
        return Request("POST", path(world) if callable(path) else path, body(world) if callable(body) else body)

    return build


def by_link(path, link, **more):
    return post(path, lambda world: {"token": world.links[link], **more})


def newest_read(world):
    return {"up_to": str(world.notification_id)}


def upload_picture(_world):
    return Request("POST", "/uploads", *multipart(picture()))


MINE = "/me/registrations/{0.registration.pk}".format
DEVICE = "/me/devices/{0.device_id}".format
NEW_DEVICE = {"platform": "web_push", "subscription": Browser().subscription()}
SESSION = "/me/sessions/{0.session_id}".format
IDEA, OWN_IDEA = "/ideas/{0.idea.pk}".format, "/ideas/{0.own_idea.pk}".format
SUBMIT_OWN = "/ideas/{0.own_idea.pk}/submit".format
RECORDED = {"title": "Bank", "text": "Zum Ausruhen.", "municipality": "brandis", "channel": "paper"}
ANSWER = {"status": "accepted", "answer": "Kommt."}
REPORT = {"reason": "spam", "email": "rita@example.org"}
COMMENT_REPORTS = "/comments/{0.comment.pk}/reports".format
SUPPORT, FOLLOW = "/ideas/{0.idea.pk}/support".format, "/ideas/{0.idea.pk}/follow".format
AS_GUEST = {"email": "neu@example.org"}
NOT_WRITTEN = (404, 401, 404, 404, 404)
COMMENTS = "/ideas/{0.idea.pk}/comments".format
COMMENT, OWN_COMMENT = "/comments/{0.comment.pk}".format, "/comments/{0.own_comment.pk}".format
NEW_COMMENT = {"text": "Ja, gern.", "email": "neu@example.org", "author_name": "Nora Neu"}
REGISTER, REGISTER_FOR_DRAFT = (
    "/events/{0.offered.workshop.event_id}/registrations".format,
    "/events/{0.draft_event.pk}/registrations".format,
)
NEW_IDEA = {"title": "Bank", "text": "Am Teich.", "email": "neu@example.org", "author_name": "Nora Neu"}
PARTY = {"party_size": 2}
SOLVED = {"solved": "yes"}
IDEA_SOLVED, OWN_IDEA_SOLVED = "/ideas/{0.idea.pk}/solved".format, "/ideas/{0.own_idea.pk}/solved".format
DONE_IDEA_SOLVED = "/ideas/{0.done_idea.pk}/solved".format
NEW_GUEST = {"name": "Nora Neu", "email": "nora.neu@example.org"}
SIGN_UP = {"email": "nora@example.org", "password": PASSWORD, "display_name": "Nora", "is_16_or_older": True}
LEAVING = {"password": PASSWORD, "contributions": "keep"}

EVENT, DRAFT_EVENT = "/events/{0.workshop.event_id}".format, "/events/{0.draft_event.pk}".format
ARTICLE, DRAFT_ARTICLE = "/news/{0.article.pk}".format, "/news/{0.draft_article.pk}".format
NEW_EVENT = {
    "title": "Lesung", "kind": "reading", "starts_at": "2099-03-01T19:00:00+01:00", "attendance_mode": "online",
    "municipalities": ["borsdorf"],
}  # fmt: skip
NEW_ARTICLE = {"title": "Neu", "text": "Neu", "municipalities": ["borsdorf"]}

BY_MANAGE_LINK = (401, 200, 410, 410, 410, 410, 410, 410)
EDITORS_ONLY = (404, 401, 404, 404, 404, 200, 404, 200)
OF_BORSDORF = (401, 401, 403, 403, 403, 200, 403, 200)
EVERYONE = (200, 200, 200, 200, 200)
NO_LINK = (401, 410, 410, 410, 410, 410, 410, 410)
NO_DEVICE = (401, 401, 401, 401, 401)
NO_ONE = (404, 404, 404, 404, 404)
SIGNED_IN = (401, 401, 200, 200, 200)
SIGNED_IN_204 = (401, 401, 204, 204, 204)

TABLE = (
    # operation, about what, request, (nobody, guest, citizen, other, administrator)
    Row("getConfiguration", "", get("/config"), EVERYONE),
    Row("listMunicipalities", "", get("/municipalities"), EVERYONE),
    Row("getMunicipality", "", get("/municipalities/borsdorf"), EVERYONE),
    Row("listTopics", "", get("/topics"), EVERYONE),
    Row("listOrganizations", "", get("/organizations"), EVERYONE),
    Row("getRetention", "", get("/privacy/retention"), EVERYONE),
    Row("listEvents", "", get("/events"), EVERYONE),
    Row("countEvents", "", get("/events/facets"), EVERYONE),
    Row("subscribeToEvents", "", get("/events.ics"), EVERYONE),
    Row("getEvent", "a published one", get("/events/{0.workshop.event_id}".format), EVERYONE),
    Row("getEvent", "a draft", get(DRAFT_EVENT), EDITORS_ONLY, {INTERNAL}),
    Row("getEventCalendarFile", "", get("/events/{0.workshop.event_id}/calendar.ics".format), EVERYONE),
    Row("getEventCalendarFile", "a draft", get("/events/{0.draft_event.pk}/calendar.ics".format), NO_ONE),
    Row("getEventLinkedData", "", get("/events/{0.workshop.event_id}/event.jsonld".format), EVERYONE),
    Row("getEventLinkedData", "a draft", get("/events/{0.draft_event.pk}/event.jsonld".format), NO_ONE),
    Row("sayWhetherSolved", "of a public idea", put(IDEA_SOLVED, SOLVED), (401, 401, 409, 403, 403)),
    Row("sayWhetherSolved", "of one that waits", put(OWN_IDEA_SOLVED, SOLVED), (401, 401, 409, 404, 404)),
    Row("sayWhetherSolved", "of one that is asked", put(DONE_IDEA_SOLVED, SOLVED), (401, 401, 200, 403, 403)),
    Row("getResults", "", get("/results"), EVERYONE),
    Row("getIdeaCallResults", "of a published one", get("/idea-calls/{0.call.slug}/results".format), EVERYONE),
    Row("getIdeaCallResults", "of a draft", get("/idea-calls/{0.draft_call.slug}/results".format), NO_ONE),
    Row("listMeasures", "", get("/measures"), EVERYONE),
    Row("getMeasure", "a published one", get("/measures/{0.measure.slug}".format), EVERYONE),
    Row("getMeasure", "a draft", get("/measures/{0.draft_measure.slug}".format), NO_ONE),
    Row("listNews", "", get("/news"), EVERYONE),
    Row("countNews", "", get("/news/facets"), EVERYONE),
    Row("newsAsRss", "", get("/news.rss"), EVERYONE),
    Row("newsAsAtom", "", get("/news.atom"), EVERYONE),
    Row("newsAsJsonFeed", "", get("/news.json"), EVERYONE),
    Row("getArticle", "a published one", get("/news/{0.article.pk}".format), EVERYONE),
    Row("getArticle", "a draft", get(DRAFT_ARTICLE), EDITORS_ONLY, {INTERNAL}),
    # Content: by who is entrusted with the organization
    Row("listEventsOfOrganization", "", get("/organizations/gemeinde-borsdorf/events"), OF_BORSDORF, {INTERNAL}),
    Row("listNewsOfOrganization", "", get("/organizations/gemeinde-borsdorf/news"), OF_BORSDORF, {INTERNAL}),
    Row("createEvent", "", post("/events", NEW_EVENT), (401, 401, 403, 403, 403, 201, 400, 201)),
    Row("changeEvent", "a published one", patch(EVENT, {"title": "Neu"}), (401, 401, 403, 403, 403, 428, 403, 428)),
    Row("changeEvent", "a draft", patch(DRAFT_EVENT, {"title": "Neu"}), (401, 401, 403, 403, 403, 428, 404, 428)),
    Row("withdrawEvent", "a published one", delete(EVENT), (401, 401, 403, 403, 403, 428, 403, 428)),
    Row("withdrawEvent", "a draft", delete(DRAFT_EVENT), (401, 401, 403, 403, 403, 428, 404, 428)),
    Row("putEvent", "", put("/events/by-external-id/1", NEW_EVENT), (401, 401, 403, 403, 403, 201, 400, 201)),
    Row("createArticle", "", post("/news", NEW_ARTICLE), (401, 401, 403, 403, 403, 201, 400, 201)),
    Row("changeArticle", "a published one", patch(ARTICLE, {"title": "Neu"}), (401, 401, 403, 403, 403, 428, 403, 428)),
    Row("changeArticle", "a draft", patch(DRAFT_ARTICLE, {"title": "Neu"}), (401, 401, 403, 403, 403, 428, 404, 428)),
    Row("withdrawArticle", "a published one", delete(ARTICLE), (401, 401, 403, 403, 403, 428, 403, 428)),
    Row("withdrawArticle", "a draft", delete(DRAFT_ARTICLE), (401, 401, 403, 403, 403, 428, 404, 428)),
    Row("putArticle", "", put("/news/by-external-id/1", NEW_ARTICLE), (401, 401, 403, 403, 403, 201, 400, 201)),
    Row("sync", "", get("/sync"), EVERYONE),
    # Registration: a guest's by the links of mails, a citizen's by the account
    Row("registerForEvent", "", post(REGISTER, NEW_GUEST), (202, 401, 201, 201, 201), {OWN}),
    Row("registerForEvent", "a draft", post(REGISTER_FOR_DRAFT, NEW_GUEST), (404, 401, 404, 404, 404)),
    Row("confirmRegistration", "", by_link("/registrations/confirm", "confirm"), EVERYONE, {GUEST}),
    Row("confirmRegistration", "by another link", by_link("/registrations/confirm", "idea"), (410,) * 5),
    Row("cancelRegistration", "", by_link("/registrations/cancel", "manage"), EVERYONE, {GUEST}),
    Row("acceptOffer", "", by_link("/registrations/accept-offer", "offer"), EVERYONE, {GUEST}),
    Row("declineOffer", "", by_link("/registrations/decline-offer", "offer"), EVERYONE, {GUEST}),
    Row("getRegistration", "", get("/registrations/manage"), BY_MANAGE_LINK, {GUEST}),
    Row("changeRegistration", "", patch("/registrations/manage", PARTY), BY_MANAGE_LINK, {GUEST}),
    Row("getJoinLink", "", get("/registrations/access"), BY_MANAGE_LINK, {ROOM}),
    Row("listMyRegistrations", "", get("/me/registrations"), SIGNED_IN, {OWN}),
    Row("getMyRegistration", "", get(MINE), (401, 401, 200, 404, 404), {OWN}),
    Row("changeMyRegistration", "", patch(MINE, PARTY), (401, 401, 200, 404, 404), {OWN}),
    Row("cancelMyRegistration", "", delete(MINE), (401, 401, 204, 404, 404)),
    Row(
        "getMyJoinLink",
        "",
        get("/me/registrations/{0.registration.pk}/access".format),
        (401, 401, 200, 404, 404),
        {ROOM},
    ),
    # Ideas: public ones for everyone, others for their author; nobody is told that those exist
    Row("listIdeas", "", get("/ideas"), EVERYONE),
    Row("listSimilarIdeas", "", get("/ideas/similar?q=Bank"), EVERYONE),
    Row("ideasAsGeoJson", "", get("/ideas.geojson"), EVERYONE),
    Row("ideasAsCsv", "", get("/ideas.csv"), EVERYONE),
    Row("submitIdea", "", post("/ideas", NEW_IDEA), (202, 401, 201, 201, 201), {OWN}),
    Row(
        "uploadIdeaPhoto",
        "",
        lambda _world: Request("POST", "/ideas/photos", *multipart(picture())),
        (201, 401, 201, 201, 201),
    ),
    Row("confirmIdea", "", by_link("/ideas/confirm", "idea"), EVERYONE, {GUEST}),
    Row("confirmIdea", "by another link", by_link("/ideas/confirm", "confirm"), (410,) * 5),
    Row("getIdea", "a public one", get(IDEA), EVERYONE),
    Row("getIdea", "one that waits", get(OWN_IDEA), (404, 401, 200, 404, 404), {OWN}),
    Row("changeIdea", "a public one", patch(IDEA, {"title": "Anders"}), (401, 401, 200, 403, 403)),
    Row("changeIdea", "one that waits", patch(OWN_IDEA, {"title": "Anders"}), (401, 401, 200, 404, 404), {OWN}),
    Row("withdrawIdea", "a public one", delete(IDEA), (401, 401, 204, 403, 403)),
    Row("withdrawIdea", "one that waits", delete(OWN_IDEA), (401, 401, 204, 404, 404)),
    Row(
        "submitDraft",
        "one that waits",
        post("/ideas/{0.own_idea.pk}/submit".format, None),
        (401, 401, 200, 404, 404),
        {OWN},
    ),
    Row("submitDraft", "a public one", post("/ideas/{0.idea.pk}/submit".format, None), (401, 401, 200, 403, 403)),
    Row("getIdeaHistory", "of a public one", get("/ideas/{0.idea.pk}/history".format), EVERYONE),
    Row(
        "answerIdea",
        "of one's own municipality",
        post("/ideas/{0.idea_in_borsdorf.pk}/history".format, ANSWER),
        (401, 401, 403, 403, 403, 201, 403, 401),
    ),
    Row("answerIdea", "a public one", post("/ideas/{0.idea.pk}/history".format, ANSWER), (401, 401, 403, 403, 403)),
    Row("answerIdea", "one that waits", post("/ideas/{0.own_idea.pk}/history".format, ANSWER), (401, 401, *NO_ONE[2:])),
    Row("getIdeaHistory", "of one that waits", get("/ideas/{0.own_idea.pk}/history".format), NO_ONE),
    Row("listComments", "of a public one", get(COMMENTS), EVERYONE),
    Row("listComments", "of one that waits", get("/ideas/{0.own_idea.pk}/comments".format), NO_ONE),
    Row("submitComment", "", post(COMMENTS, NEW_COMMENT), (202, 401, 201, 201, 201), {OWN}),
    Row(
        "submitComment",
        "on one that waits",
        post("/ideas/{0.own_idea.pk}/comments".format, NEW_COMMENT),
        (404, 401, 404, 404, 404),
    ),
    Row("submitComment", "officially", post(COMMENTS, NEW_COMMENT | {"official": True}), (401, 401, 403, 403, 403)),
    Row("confirmComment", "", by_link("/comments/confirm", "comment"), EVERYONE, {GUEST}),
    Row("confirmComment", "by another link", by_link("/comments/confirm", "idea"), (410,) * 5),
    Row("changeComment", "a public one", patch(COMMENT, {"text": "Anders"}), (401, 401, 200, 403, 403)),
    Row("changeComment", "one that waits", patch(OWN_COMMENT, {"text": OWN}), (401, 401, 200, 404, 404), {OWN}),
    Row("withdrawComment", "a public one", delete(COMMENT), (401, 401, 204, 403, 403)),
    Row("withdrawComment", "one that waits", delete(OWN_COMMENT), (401, 401, 204, 404, 404)),
    Row("reportIdea", "a public one", post("/ideas/{0.idea.pk}/reports".format, REPORT), (201, 401, 201, 201, 201)),
    Row("reportIdea", "one that waits", post("/ideas/{0.own_idea.pk}/reports".format, REPORT), NOT_WRITTEN),
    Row("reportComment", "a public one", post(COMMENT_REPORTS, REPORT), (201, 401, 201, 201, 201)),
    Row("reportComment", "one that waits", post("/comments/{0.own_comment.pk}/reports".format, REPORT), NOT_WRITTEN),
    Row("supportIdea", "a public one", put(SUPPORT, AS_GUEST), (202, 401, 204, 204, 204)),
    Row("supportIdea", "one that waits", put("/ideas/{0.own_idea.pk}/support".format, AS_GUEST), NOT_WRITTEN),
    Row("withdrawSupport", "", delete(SUPPORT, AS_GUEST), (202, 401, 204, 204, 204)),
    Row("followIdea", "a public one", put(FOLLOW, AS_GUEST), (202, 401, 204, 204, 204)),
    Row("followIdea", "one that waits", put("/ideas/{0.own_idea.pk}/follow".format, AS_GUEST), NOT_WRITTEN),
    Row("unfollowIdea", "", delete(FOLLOW, AS_GUEST), (202, 401, 204, 204, 204)),
    Row("confirmInterest", "", by_link("/ideas/interests/confirm", "interest"), EVERYONE),
    Row("confirmInterest", "by another link", by_link("/ideas/interests/confirm", "idea"), (410,) * 5),
    Row("unfollowByLink", "", by_link("/ideas/unfollow", "unfollow"), (204,) * 5),
    Row("unfollowByLink", "by another link", by_link("/ideas/unfollow", "interest"), (410,) * 5),
    Row("listMySupports", "", get("/me/supports"), SIGNED_IN),
    Row("listMyFollows", "", get("/me/follows"), SIGNED_IN),
    Row("listMyComments", "", get("/me/comments"), SIGNED_IN, {OWN}),
    Row("listIdeaCalls", "", get("/idea-calls"), EVERYONE),
    Row("getIdeaCall", "a published one", get("/idea-calls/{0.call.slug}".format), EVERYONE),
    Row("getIdeaCall", "a draft", get("/idea-calls/{0.draft_call.slug}".format), NO_ONE),
    Row("listPolls", "", get("/polls"), EVERYONE),
    Row("getPoll", "a published one", get("/polls/{0.poll.pk}".format), EVERYONE),
    Row("getPoll", "a draft", get("/polls/{0.draft_poll.pk}".format), NO_ONE),
    Row("getPollResults", "of a closed one", get("/polls/{0.closed_poll.pk}/results".format), EVERYONE),
    Row("getPollResults", "of an open one", get("/polls/{0.poll.pk}/results".format), (409,) * 5),
    Row("getPollResults", "of a draft", get("/polls/{0.draft_poll.pk}/results".format), NO_ONE),
    Row("vote", "", post("/polls/{0.poll.pk}/ballots".format, {"options": [1]}), (401, 401, 201, 201, 201)),
    Row("vote", "in a draft", post("/polls/{0.draft_poll.pk}/ballots".format, {}), (401, 401, 404, 404, 404)),
    Row("listMyBallots", "", get("/me/ballots"), SIGNED_IN),
    Row("listMyIdeas", "", get("/me/ideas"), SIGNED_IN, {OWN}),
    Row("createDraft", "", post("/me/ideas", {"title": "Bank"}), (401, 401, 201, 201, 201), {OWN}),
    # Content
    Row("recordIdea", "elsewhere", post("/ideas/recorded", RECORDED), (401, 401, 403, 403, 403, 403, 403, 401)),
    Row(
        "recordIdea",
        "of one's own municipality",
        post("/ideas/recorded", RECORDED | {"municipality": "borsdorf"}),
        (401, 401, 403, 403, 403, 201, 403, 401),
    ),
    Row(
        "upload",
        "",
        lambda _world: Request("POST", "/uploads", *multipart(picture())),
        (401, 401, 403, 403, 403, 201, 201, 201),
    ),
    Row(
        "listParticipants",
        "",
        get("/events/{0.offered.workshop.event_id}/participants".format),
        (401, 401, 403, 403, 403, 200, 403, 401),
        {GUEST},
    ),
    Row(
        "checkIn",
        "",
        post("/events/{0.workshop.event_id}/check-ins".format, lambda world: {"code": world.links["door"]}),
        (401, 401, 403, 403, 403, 200, 403, 200),
        {GUEST},
    ),
    # Accounts
    Row("signUp", "", post("/auth/register", SIGN_UP), (202,) * 5),
    Row("verifyEmail", "", by_link("/auth/verify-email", "verify"), EVERYONE),
    Row(
        "signIn", "", post("/auth/token", lambda world: {"email": world.citizen.email, "password": PASSWORD}), EVERYONE
    ),
    Row(
        "signIn",
        "no password",
        post("/auth/token", lambda world: {"email": world.citizen.email, "password": "?"}),
        (401,) * 5,
    ),
    Row("refreshTokens", "", post("/auth/token/refresh", lambda world: {"refresh": world.refresh}), EVERYONE),
    Row(
        "refreshTokens",
        "by an access token",
        post("/auth/token/refresh", lambda world: {"refresh": world.access["citizen"]}),
        (401,) * 5,
    ),
    Row("signOut", "", post("/auth/token/revoke", lambda world: {"refresh": world.refresh}), (204,) * 5),
    Row(
        "requestPasswordReset",
        "",
        post("/auth/password/reset", lambda world: {"email": world.citizen.email}),
        (202,) * 5,
    ),
    Row(
        "confirmPasswordReset", "", by_link("/auth/password/reset/confirm", "reset", password=NEW_PASSWORD), (204,) * 5
    ),
    Row(
        "changePassword",
        "",
        post("/auth/password/change", {"current_password": PASSWORD, "password": NEW_PASSWORD}),
        SIGNED_IN_204,
    ),
    Row("changeEmail", "", post("/auth/email/change", NEW_EMAIL), (401, 401, 202, 202, 202)),
    Row("confirmEmailChange", "", by_link("/auth/email/change/confirm", "email"), (204,) * 5),
    Row("confirmEmailChange", "by another link", by_link("/auth/email/change/confirm", "reset"), (410,) * 5),
    Row("acceptInvitation", "", by_link("/auth/invitation/accept", "invitation", **NEW_ACCOUNT), EVERYONE),
    Row("acceptInvitation", "by another link", by_link("/auth/invitation/accept", "reset"), (410,) * 5),
    Row("getMe", "", get("/me"), SIGNED_IN, {OWN}),
    Row("changeMe", "", patch("/me", {"language": "en"}), SIGNED_IN, {OWN}),
    Row("deleteMe", "", delete("/me", LEAVING), SIGNED_IN_204),
    Row("exportMe", "", get("/me/export"), SIGNED_IN, {OWN}),
    Row("listMySessions", "", get("/me/sessions"), SIGNED_IN, {OWN}),
    Row("syncMine", "", get("/me/sync"), SIGNED_IN, {OWN}),
    Row("listMyNotifications", "", get("/me/notifications"), SIGNED_IN, {OWN}),
    Row("countMyUnreadNotifications", "", get("/me/notifications/unread-count"), SIGNED_IN),
    Row("markMyNotificationsRead", "", post("/me/notifications/mark-read", newest_read), (401, 401, 204, 404, 404)),
    Row(
        "changeMyNotification",
        "",
        patch("/me/notifications/{0.notification_id}".format, {"is_read": True}),
        (401, 401, 204, 404, 404),
    ),
    Row("getMyNotificationSettings", "", get("/me/notification-settings"), SIGNED_IN),
    Row(
        "changeMyNotificationSettings",
        "",
        patch("/me/notification-settings", {"own_ideas": "daily"}),
        SIGNED_IN,
    ),
    Row("listMyDevices", "", get("/me/devices"), SIGNED_IN),
    Row("registerMyDevice", "", post("/me/devices", NEW_DEVICE), (401, 401, 201, 201, 201)),
    Row("getMyDevice", "", get(DEVICE), (401, 401, 200, 404, 404)),
    Row("changeMyDevice", "", patch(DEVICE, {"kinds": ["alert"]}), (401, 401, 200, 404, 404)),
    Row("removeMyDevice", "", delete(DEVICE), (401, 401, 204, 404, 404)),
    Row("subscribeToNewsletter", "", post("/newsletter/subscriptions", {"email": "neu@example.org"}), (202,) * 5),
    Row("confirmNewsletter", "", by_link("/newsletter/confirm", "newsletter"), EVERYONE, {GUEST}),
    Row("confirmNewsletter", "by another link", by_link("/newsletter/confirm", "issue"), (410,) * 5),
    Row("unsubscribeFromNewsletter", "", by_link("/newsletter/unsubscribe", "issue"), EVERYONE),
    Row("unsubscribeFromNewsletter", "by another", by_link("/newsletter/unsubscribe", "newsletter"), (410,) * 5),
    # The link of an issue is a credential of its own, which no caller has: tests/api/test_newsletter.py.
    Row("getNewsletterPreferences", "", get("/newsletter/preferences"), NO_LINK),
    Row("changeNewsletterPreferences", "", patch("/newsletter/preferences", {"kinds": ["news"]}), NO_LINK),
    Row("registerDevice", "", post("/devices", NEW_DEVICE), (201, 201, 201, 201, 201)),
    # The secret of a device is a credential of its own, which no caller has: tests/api/test_devices.py.
    Row("getDevice", "", get("/devices/current"), NO_DEVICE),
    Row("changeDevice", "", patch("/devices/current", {"kinds": ["alert"]}), NO_DEVICE),
    Row("removeDevice", "", delete("/devices/current"), NO_DEVICE),
    Row("endMySession", "", delete(SESSION), (401, 401, 204, 404, 404)),
)
