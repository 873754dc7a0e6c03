"""From a letter to a MIME message: what the text and HTML parts hold, and what they never let in."""

import re
import uuid
from email import message_from_bytes, policy

import pytest
from django.utils import translation

from core.mail import rendering
from core.mail.letters import Attachment, Entry, Facts, Letter, Link
from tests.pages.html import Page

CONFIRM = "https://region.example/registrations/confirm?token=abc&x=1"
CANCEL = "https://region.example/registrations/cancel?token=def"


def letter(**changes):
    words = {
        "to": "erika@example.org",
        "subject": "Bitte bestätigen",
        "greeting": "Guten Tag Erika Muster,",
        "blocks": [
            "bitte bestätigen Sie:",
            Link("Anmeldung bestätigen", CONFIRM),
            Facts([("Wann", "Montag, 15. März 2021, 17:00 Uhr"), ("Wo", "Haus „Am Markt“ & Hof")]),
            "Sie können nicht?",
            Link("Absagen", CANCEL),
        ],
        "sender_name": "Gemeinde Großpösna",
        "reply_to": "amt@example.org",
    }
    return Letter(**words | changes)


def sent(**changes):
    """The message as a receiver reads it."""
    message = rendering.message(letter(**changes), mail_id=uuid.uuid4())
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def parts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_the_text_part_reads_like_a_letter():
    text, _ = parts(sent())
    assert text == (
        "Guten Tag Erika Muster,\n\nbitte bestätigen Sie:\n\n"
        f"Anmeldung bestätigen:\n{CONFIRM}\n\n"
        "Wann: Montag, 15. März 2021, 17:00 Uhr\nWo: Haus „Am Markt“ & Hof\n\n"
        f"Sie können nicht?\n\nAbsagen:\n{CANCEL}\n\n"
        "Mit freundlichen Grüßen\nGemeinde Großpösna\n"
    )


def test_the_html_part_is_whole_loads_nothing_and_makes_the_first_link_its_button():
    _, html = parts(sent())
    page = Page(html)
    assert (page.faults, page.loaded, page.all("img"), page.all("script")) == ([], [], [], [])
    assert [(link["class"], link["href"]) for link in page.all("a")] == [("button", CONFIRM), ("link", CANCEL)]
    assert [meta["content"] for meta in page.all("meta") if meta.get("name") == "color-scheme"] == ["light dark"]
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize(("language", "closing"), [("de", "Mit freundlichen Grüßen"), ("en", "Kind regards")])
def test_both_parts_speak_the_letters_language(language, closing):
    with translation.override(language):
        text, html = parts(sent())
    assert Page(html).all("html") == [{"lang": language}]
    assert (closing in text, closing in html) == (True, True)


def test_what_people_write_keeps_its_paragraphs_and_lines_in_both_parts():
    text, html = parts(sent(blocks=["Eins.\n\nZwei <b>\nDrei.", Facts([("Ihr Text", "Vier\nFünf <i>")])]))
    assert "\nEins.\n\nZwei <b>\nDrei.\n" in text
    assert [part in html for part in ("<p>Eins.</p>", "<p>Zwei &lt;b&gt;<br>Drei.</p>", "Vier<br>Fünf &lt;i&gt;")] == [
        True
    ] * 3
    assert Page(html).faults == []


def test_several_pieces_of_news_each_lead_to_their_page_and_none_is_the_button():
    page, news = (
        "https://region.example/ideas/1",
        [Entry("Bank <b>", "Sie steht.\n\nDanke.", "https://region.example/ideas/1")],
    )
    text, html = parts(sent(blocks=["das ist neu:", *news, Entry("Brunnen", "Er läuft.")]))
    assert f"das ist neu:\n\nBank <b>\nSie steht.\n\nDanke.\n{page}\n\nBrunnen\nEr läuft.\n\nMit" in text
    assert [(link["class"], link["href"]) for link in Page(html).all("a")] == [("link", page)]
    assert ("Bank &lt;b&gt;</a>" in html, "<p>Danke.</p>" in html, Page(html).faults) == (True, True, [])


def test_names_are_markup_in_neither_part():
    text, html = parts(sent(greeting="Guten Tag <b>Bobby</b> & „Söhne“,", sender_name="A <script>x</script>"))
    assert text.startswith("Guten Tag <b>Bobby</b> & „Söhne“,\n")
    assert "Guten Tag &lt;b&gt;Bobby&lt;/b&gt; &amp; „Söhne“," in html
    assert Page(html).all("script") == []


@pytest.mark.parametrize(
    "subject",
    [
        "Bitte bestätigen Sie, dass Sie den Newsletter möchten",
        "Brandis: Ihre Ideen für den Weg zu Bus und Bahn sind gefragt (Beispiel) und 3 weitere Hinweise",
        "Straßenfest " + "🎉" * 60,
        "ü" * 200,
        "Plain words, " + "and more of them, " * 9 + "as English has them",
    ],
    ids=["one line", "two lines", "emoji", "no spaces", "ASCII"],
)
def test_a_subject_of_any_length_begins_on_its_first_line(subject):
    raw = rendering.message(letter(subject=subject), mail_id=uuid.uuid4()).message().as_bytes()
    first, *folded = re.search(rb"^Subject: (.*(?:\n[ ].*)*)$", raw, re.MULTILINE)[1].split(b"\n")
    assert first.strip() != b""
    assert max(map(len, [b"Subject: " + first, *folded])) <= 78
    assert [word for word in re.findall(rb"=\?\S+\?=", b" ".join([first, *folded])) if len(word) > 75] == []
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject


def test_line_breaks_in_titles_and_names_make_no_headers():
    evil = "Workshop\r\nBcc: alle@example.org\n\nText"
    message = sent(subject=evil, sender_name="Amt")
    assert message["Subject"] == "Workshop Bcc: alle@example.org Text"
    assert (message["Bcc"], message["To"]) == (None, "erika@example.org")


def test_a_letter_without_a_sender_name_ends_with_the_regards():
    text, html = parts(sent(sender_name=""))
    assert text.endswith("\n\nMit freundlichen Grüßen\n")
    assert Page(html).faults == []


def test_sender_reply_address_and_attachment_arrive():
    message = sent(attachments=[Attachment("termin.ics", b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8")])
    (file,) = message.iter_attachments()
    assert message["From"].addresses[0].display_name == "Gemeinde Großpösna"
    assert (message["Reply-To"], file.get_filename()) == ("amt@example.org", "termin.ics")
    assert file.get_content().strip() == "BEGIN:VCALENDAR"
