"""What sends a text to the queue before others see it, by examples."""

import pytest

from ideas import suspicion
from ideas.models import Signal

BENCH = "Am Radweg nach Borsdorf fehlt eine Bank, auf der man sich ausruhen kann."


@pytest.mark.parametrize(
    ("text", "earlier", "found"),
    [
        (BENCH, [], []),
        ("Spielplatz am 12.05.2026 von 14 bis 17 Uhr öffnen, bitte!", [], []),
        ("Buslinie 172 fährt nur 3-mal am Tag, 04451 Borsdorf wartet.", [], []),
        ("Wie in Leipzig: https://www.leipzig.de/radverkehr zeigt es.", [], []),
        ("OK", [], []),
        ("DRINGEND: die Brücke ist morsch und muss gesperrt werden.", [], []),
        ("Melden bei max.muster@example.org", [], [Signal.CONTACTS]),
        ("Der Nachbar (Tel. 034291 12345-6) parkt dort.", [], [Signal.CONTACTS]),
        ("Ruft an: +49 341 / 123 45 67", [], [Signal.CONTACTS]),
        ("Konto DE89 3704 0044 0532 0130 00 für Spenden", [], [Signal.CONTACTS]),
        ("Der Wagen L-AB 1234 steht immer auf dem Gehweg.", [], [Signal.CONTACTS]),
        ("Kauft bei billig-kredit.com und auf www.gewinn.example/los", [], [Signal.LINKS]),
        ("https://a.de https://b.de mail an x@y.de", [], [Signal.CONTACTS, Signal.LINKS]),
        (BENCH, [BENCH.replace("eine Bank", "eine neue Bank")], [Signal.REPEATED]),
        (BENCH, ["Am Radweg nach Borsdorf fehlt Licht, im Winter ist es dunkel und glatt."], []),
        ("Gute Idee!", ["gute idee"], [Signal.REPEATED]),
        ("Gute Idee!", ["Gute Idee, aber zu teuer"], []),
        ("DAS IST EINE FRECHHEIT UND ZWAR IMMER", [], [Signal.NOISE]),
        ("Endlich handeln!!!!!!!!", [], [Signal.NOISE]),
        ("Weg weg weg weg weg weg weg weg", [], [Signal.NOISE]),
        ("............................ siehe oben", [], []),
    ],
)
def test_what_is_looked_at_before_others_see_it(text, earlier, found):
    assert suspicion.signals(text, earlier=earlier) == found
