"""The introduction of the OpenAPI document, for people who read German or English."""

from typing import Any

from api.documentation.problems import EXAMPLE_HOST

GERMAN = """\
Deutsch: Diese Schnittstelle stellt die öffentlichen Informationen der Kommunen im Partheland bereit:
Veranstaltungen, Neuigkeiten, Ideen und Maßnahmen. Über sie melden sich Menschen zu Workshops an und reichen Ideen ein.
Lesen dürfen alle, ohne Schlüssel und aus jedem Browser. Für eigene Daten melden Sie sich mit `signIn` an, klicken auf
„Authorize“ und fügen das `access`-Token ein. Die Beispiele lassen sich so ausführen, wie sie dastehen; woher eine
Kennung kommt, sagt die Beschreibung des Parameters. Die Anleitung mit allen Schritten steht unter [/api](/api).
"""
ENGLISH = """\
English: This interface holds the public information of the municipalities of the Partheland: events, news, ideas
and measures. Through it people register for workshops and hand in ideas. Everyone may read, without a key and from any
browser. For personal data call `signIn`, press “Authorize” and paste the `access` token. The examples run as they
stand; where an identifier comes from is said at its parameter. The guide with all steps is at [/api](/api).

Every error is a problem per RFC 9457 (`application/problem+json`) with a stable `code`; its page explains it. A method
that a route does not know is a 405 with `Allow`, an unknown route a 404, both before anybody is asked to sign in.
"""
DESCRIPTION = f"{GERMAN}\n{ENGLISH}".rstrip()

# Who reads begins with the region and ends with the account.
TAGS = (
    ("reference", "Region, municipalities, topics, organizations. / Region, Kommunen, Themen, Herausgeber."),
    ("events", "What happens, when and where. / Veranstaltungen."),
    ("registrations", "Registering for workshops. / Anmeldung zu Workshops."),
    ("ideas", "Ideas, calls for ideas and what became of them. / Ideen, Aufrufe und was daraus wurde."),
    ("polls", "Polls, their results, and voting. / Umfragen."),
    ("measures", "What the region does. / Maßnahmen."),
    ("news", "News and public notices. / Neuigkeiten und Bekanntmachungen."),
    ("newsletter", "Subscribing to the newsletter. / Den Newsletter abonnieren."),
    ("content", "Writing content, for staff and the municipalities' own sites. / Inhalte pflegen."),
    ("sync", "Keeping a copy of all public content. / Eine Kopie aller öffentlichen Inhalte führen."),
    ("auth", "Accounts and sign-in. / Konten und Anmeldung am Dienst."),
    ("me", "One's own data. / Eigene Daten."),
    ("devices", "Push messages without an account. / Push-Nachrichten ohne Konto."),
)
SECURITY_SCHEMES = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "The `access` token of `signIn`, `verifyEmail` or `refreshTokens`, for 15 minutes. Signed and checked as "
            "RFC8725 asks: one algorithm, explicit type, issuer and audience. Its audience (`aud`) is this API only: "
            "no other service may accept it, although the keys are public at `/.well-known/jwks.json`. It stands in "
            "one Authorization header, never in an address or a body."
        ),
    },
    "siteKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "plk_…",
        "description": (
            "The key of a municipal site, `plk_…`, with the scopes its manager chose: `events:write` and `news:write` "
            "to write, `checkin` for the door, `read` for higher limits on everything that is public."
        ),
    },
    "manageToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `manage_token` of a registration: from confirming it, or from the link in its mail.",
    },
    "newsletterToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `token` of a link in an issue of the newsletter, or the `preferences_token` of confirming.",
    },
    "deviceSecret": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `secret` of a device without account, from `registerDevice`, which tells it once.",
    },
}


def introduce(result: dict[str, Any]) -> None:
    """What stands before the operations: who speaks, under which licence, where the guide is."""
    result["info"] |= {
        "summary": "Events, workshops, ideas and news of the municipalities of the Partheland.",
        "description": DESCRIPTION,
        "contact": {"name": "Partheland", "url": "https://partheland.de", "email": "info@partheland.de"},
        "license": {
            "name": "European Union Public Licence 1.2",
            "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
        },
    }
    result["externalDocs"] = {"description": "The guide for app and site developers", "url": f"{EXAMPLE_HOST}/api"}
    result["servers"] = [
        {
            "url": "/",
            "description": "Production, test or local: the host that serves this document.",
            "x-internal": False,
        },
    ]
    used = {tag for methods in result["paths"].values() for operation in methods.values() for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS if name in used]
    result["components"]["securitySchemes"] = SECURITY_SCHEMES
