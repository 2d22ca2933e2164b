"""The figures of a month: who works at the desk reads a sentence, a number and a table, and so does who listens."""

from datetime import date

from kiosk.services.box.box import Box
from tests.figures import keep_month
from tests.gallery.site.page import Browser


def test_a_chart_says_what_is_most_before_its_table(desk: Browser, box: Box) -> None:
    keep_month(box, date(2026, 11, 2))
    page = desk.get("/desk/figures?month=2026-11")
    assert "Le plus : Acte de naissance, 78" in page.main
