"""More than sixty mails as they come in, and what becomes of each.

A row: what it is, the bytes, what becomes of it, for which keyword, and how many people stand on the page to confirm
(None: nothing is proposed, the person says so).
"""

from dataclasses import dataclass

from tests.events.by_mail.letters import (
    ORIGINAL,
    QUOTED,
    android,
    gmx,
    iphone,
    mail,
    multipart,
    outlook,
    part,
    thunderbird,
    tonline,
)

DIGITAL, NAUNHOF, BRANDIS, REPAIR, YOGA = (
    "Digitalworkshop Borsdorf", "Bürgerwerkstatt Naunhof", "Bürgerwerkstatt Brandis", "Repair-Café Brandis", "Yoga",
)  # fmt: skip
KEYWORDS = (DIGITAL, NAUNHOF, BRANDIS, REPAIR, YOGA)


@dataclass(frozen=True)
class Row:
    what: str
    content: bytes
    outcome: str
    keyword: str | None = None
    party: int | None = None
    reason: str = ""


def registers(what, content, keyword=DIGITAL, party=None):
    return Row(what, content, "registered", keyword, party)


def unclear(what, content, reason="no_keyword"):
    return Row(what, content, "unclear", reason=reason)


def silent(what, content, reason="automatic"):
    return Row(what, content, "not_answered", reason=reason)


GREETING = "Sehr geehrte Damen und Herren,\n\n"
CORPUS = [
    # The keyword as the notice asked for it
    registers("only the subject", mail("Digitalworkshop Borsdorf")),
    registers("subject and a polite line", outlook("Digitalworkshop Borsdorf", "Hiermit melde ich mich an.")),
    registers(
        "in the text only", mail("Anmeldung", GREETING + "ich möchte mich zum Digitalworkshop Borsdorf anmelden.")
    ),
    registers("with quotes around", mail('Stichwort "Digitalworkshop Borsdorf"', "Mit freundlichen Grüßen")),
    registers("with German quotes", mail("Stichwort „Digitalworkshop Borsdorf“", "MfG")),
    registers("small letters", iphone("digitalworkshop borsdorf", "Bitte anmelden")),
    registers("capitals", android("DIGITALWORKSHOP BORSDORF", "BITTE ANMELDEN")),
    registers("an answer to the invitation", thunderbird("Re: Einladung Digitalworkshop Borsdorf", "Ich bin dabei!")),
    registers("AW as Outlook says", outlook("AW: Digitalworkshop Borsdorf", "Ich nehme teil.")),
    registers("forwarded by a neighbour", mail("WG: Digitalworkshop Borsdorf", "bitte mich auch anmelden" + ORIGINAL)),
    registers("forwarded, Fwd", mail("Fwd: Digitalworkshop Borsdorf", "Hallo, ich würde gern kommen.")),
    registers("Anmeldung before it", mail("Anmeldung: Digitalworkshop Borsdorf", "")),
    registers("date behind it", mail("Digitalworkshop Borsdorf am 15.03.2021", "Liebe Grüße")),
    registers("hyphen instead of space", mail("Digitalworkshop-Borsdorf", "Anmeldung")),
    registers("written apart", mail("Digital Workshop Borsdorf", "Anmeldung")),
    registers("underscores", mail("Digitalworkshop_Borsdorf_Anmeldung".replace("_Anmeldung", ""), "Anmeldung")),
    # Typing mistakes
    registers("a letter missing", mail("Digitalworshop Borsdorf", "Anmeldung")),
    registers("letters swapped", mail("Digitalwrokshop Borsdorf", "Anmeldung")),
    registers("a letter too many", iphone("Digitalworkshopp Borsdorf", "Anmeldung")),
    registers("another village's spelling", mail("Digitalworkshop Borstorf", "Anmeldung")),
    registers("two mistakes", android("Digtalworkshop Borsdrof", "Anmeldung")),
    unclear("a short word needs to be right", mail("Joga", "Anmeldung bitte")),
    registers("a short word that is right", mail("Yoga", "Anmeldung bitte"), YOGA),
    # Umlauts and encodings
    registers("umlaut as it is", mail("Bürgerwerkstatt Naunhof", "Anmeldung"), NAUNHOF),
    registers("umlaut with e", mail("Buergerwerkstatt Naunhof", "Anmeldung"), NAUNHOF),
    registers("umlaut without dots", mail("Burgerwerkstatt Naunhof", "Anmeldung"), NAUNHOF),
    registers("Latin-1 in the subject", tonline("Bürgerwerkstatt Naunhof", "Schöne Grüße"), NAUNHOF),
    registers("Latin-1, quoted printable", tonline("Anmeldung", "zur Bürgerwerkstatt Naunhof, schöne Grüße"), NAUNHOF),
    registers("Windows-1252", outlook("Anmeldung", "Ich komme zur Bürgerwerkstatt Naunhof – gern."), NAUNHOF),
    registers("base64", mail("Anmeldung", "Bürgerwerkstatt Naunhof", encoding="base64"), NAUNHOF),
    registers(
        "raw bytes of UTF-8 in the subject",
        mail("", "Gruß", raw_subject="Bürgerwerkstatt Naunhof".encode().decode("latin-1")),
        NAUNHOF,
    ),
    registers(
        "a charset nobody knows",
        mail("Digitalworkshop Borsdorf", "Anmeldung").replace(b"charset=utf-8", b"charset=x-unbekannt"),
    ),
    registers("accent", mail("Repair-Café Brandis", "Ich bringe einen Toaster mit"), REPAIR),
    registers("accent left out, written together", mail("Repaircafe Brandis", "mit Toaster"), REPAIR),
    # Programs
    registers("GMX, HTML only", gmx("Anmeldung", "Hallo,<br><br>bitte zum <b>Digitalworkshop Borsdorf</b> anmelden.")),
    registers("HTML with entities", gmx("Anmeldung", "zur B&uuml;rgerwerkstatt&nbsp;Naunhof bitte"), NAUNHOF),
    registers("telephone signature", iphone("Digitalworkshop Borsdorf", "Bin dabei")),
    registers("signature names another place", android("Digitalworkshop Borsdorf", "Gruß aus der Bürgerwerkstatt")),
    registers("no name in From", mail("Digitalworkshop Borsdorf", "Anmeldung", name="")),
    registers("an umlaut in the name", mail("Digitalworkshop Borsdorf", "Anmeldung", name="Jürgen Groß")),
    registers(
        "a picture beside the text",
        multipart(
            mail("Digitalworkshop Borsdorf").split(b"Content-Type")[0].decode("latin-1"),
            "mixed",
            [
                part("Bitte anmelden"),
                'Content-Type: image/png; name="logo.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=',
            ],
        ),
    ),
    # How many come
    registers("zu zweit", mail("Digitalworkshop Borsdorf", "Wir kommen zu zweit."), party=2),
    registers("zu dritt", gmx("Digitalworkshop Borsdorf", "Wir w&auml;ren zu dritt."), party=3),
    registers("2 Personen", outlook("Digitalworkshop Borsdorf - 2 Personen", "Danke"), party=2),
    registers("zwei Personen", mail("Digitalworkshop Borsdorf", "Anmeldung für zwei Personen"), party=2),
    registers("vier Plätze", tonline("Digitalworkshop Borsdorf", "Bitte vier Plätze reservieren."), party=4),
    registers("my wife", iphone("Digitalworkshop Borsdorf", "Bitte für meine Frau und mich anmelden"), party=2),
    registers(
        "wife and daughter", mail("Digitalworkshop Borsdorf", "Ich komme mit meiner Frau und meiner Tochter"), party=3
    ),
    registers("with company", mail("Digitalworkshop Borsdorf", "Ich komme mit Begleitung."), party=2),
    registers("grown-ups and children", mail("Digitalworkshop Borsdorf", "2 Erwachsene und 1 Kind"), party=3),
    registers("wir beide", mail("Digitalworkshop Borsdorf", "Wir beide nehmen teil, Anna und Otto Krause"), party=2),
    registers("two numbers that differ", mail("Digitalworkshop Borsdorf", "2 Personen, evtl. 3 Personen")),
    registers(
        "a number in the quotation counts for nothing", thunderbird("Re: Digitalworkshop Borsdorf", "Gern!" + QUOTED)
    ),
    registers("a year is no number of people", mail("Digitalworkshop Borsdorf 2021", "Gruß")),
    # Several keywords
    unclear("two events named", mail("Anmeldung", "Digitalworkshop Borsdorf und Bürgerwerkstatt Naunhof"), "several"),
    unclear("half a keyword of two", mail("Bürgerwerkstatt", "Ich möchte teilnehmen.")),
    registers("the quotation names others", mail("AW: Digitalworkshop Borsdorf", "Ja, gern." + ORIGINAL)),
    registers("one of two with the same beginning", mail("Bürgerwerkstatt Brandis", "Anmeldung"), BRANDIS),
    # Not understood
    unclear("nothing but a greeting", mail("Hallo", "Wie geht es Ihnen?")),
    unclear("another event", mail("Anmeldung Sommerfest", "Wir kommen zu viert")),
    unclear("keyword only in the quotation", thunderbird("Re: Einladung", "Danke für die Mail." + QUOTED)),
    unclear("empty", mail("", "")),
    unclear(
        "cancels what is not there", mail("Absage Digitalworkshop Borsdorf", "Leider verhindert."), "nothing_to_cancel"
    ),
    unclear(
        "will not come at all",
        mail("Re: Digitalworkshop Borsdorf", "Ich kann leider nicht kommen."),
        "nothing_to_cancel",
    ),
    # Machines
    silent("out of office", mail("Automatische Antwort: Digitalworkshop Borsdorf", "Ich bin bis 20.3. nicht im Büro")),
    silent("vacation(1)", mail("Digitalworkshop Borsdorf", "Urlaub", headers={"Auto-Submitted": "auto-replied"})),
    silent(
        "a list",
        mail("[nachbarn] Digitalworkshop Borsdorf", "Wer kommt mit?", headers={"List-Id": "<nachbarn.example>"}),
    ),
    silent("bulk", mail("Digitalworkshop Borsdorf", "Angebot!", headers={"Precedence": "bulk"})),
    silent("Exchange", mail("Digitalworkshop Borsdorf", "weg", headers={"X-Auto-Response-Suppress": "All"})),
    silent(
        "a newsletter", mail("Digitalworkshop Borsdorf", "...", headers={"List-Unsubscribe": "<https://example.org/>"})
    ),
    silent("no-reply", mail("Digitalworkshop Borsdorf", "...", sender="no-reply@example.org")),
    silent("bounce", mail("Undelivered Mail Returned to Sender", "...", headers={"Return-Path": "<>"}), "bounce"),
    silent(
        "delivery report",
        mail("Unzustellbar", "...", kind="multipart/report; report-type=delivery-status; boundary=x"),
        "bounce",
    ),
    silent("mailer daemon", mail("Digitalworkshop Borsdorf", "...", sender="mailer-daemon@example.org")),
    silent(
        "ourselves",
        mail("Digitalworkshop Borsdorf", "...", sender="partheland@api.partheland.example"),
        "from_ourselves",
    ),
    silent("no sender", mail("Digitalworkshop Borsdorf", "...", headers={"From": "undisclosed"}), "no_sender"),
]
