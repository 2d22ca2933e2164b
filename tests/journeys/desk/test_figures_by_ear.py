"""A chart is read by ear: its heading, a sentence that says what is most, then its table; the drawing says nothing."""

import re
from datetime import date

from playwright.sync_api import Browser

from kiosk.services.box.box import Box
from tests.figures import keep_month
from tests.journeys.counter import signed_in


def test_a_chart_read_by_ear_is_a_heading_a_sentence_and_a_table(chrome: Browser, address: str, box: Box) -> None:
    keep_month(box, date(2026, 11, 2))
    page = signed_in(chrome, address)
    page.goto(f"{address}/desk/figures?month=2026-11")
    page.get_by_text("Voir le tableau").click()
    heard = page.locator("main").aria_snapshot()
    page.context.close()
    chart = re.compile(
        r'- heading "Ce qu’on demande le plus" \[level=2\]\n\s*- paragraph: "?Le plus\s: Acte de naissance, 78"?\n'
        r'\s*- table "Ce qu’on demande le plus":(\n.*)+?- row "Acte de naissance 78"'
    )
    assert chart.search(heard), heard
    days = re.compile(
        r'- heading "Personnes reçues, par jour" \[level=2\]\n'
        r'\s*- paragraph: "?Le plus\s: lundi 2 novembre 2026, 12"?\n'
        r'\s*- group:(\n.*)+?- table "Personnes reçues, par jour":(\n.*)+?'
        r'- row "mardi 3 novembre 2026 (Personnes reçues )?10"'
    )
    assert days.search(heard), heard
    assert "img" not in heard, "a bar is for the eye alone"
