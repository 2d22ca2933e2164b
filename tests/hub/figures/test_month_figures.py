"""The figures of many sites at the hub: each month once, sums of what was published alone, on one page."""

import csv
import io
import json
import sys
import time
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub.cases.states import Scope
from hub.figures.figures import keep_month_figures, read_figures_period, read_period_figures
from hub.hub import Hub
from hub.sites.sites import add_site
from hub.store.figures_table import site_figures
from kiosk.domain.events.wire.month_figures import MonthFigures
from kiosk.domain.events.wire.reading import convert
from kiosk.domain.figures.figures import LEAST, PublishedFigures, add_published
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.month_figures import figures
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box, query_rows


def post(client: FlaskClient, box: Box, said: dict[str, Any]) -> str:
    """Send what a box says, as it does; gives the code of the answer."""
    answer = client.post("/api/v2/figures", json=said, headers={"Authorization": f"Bearer {box.enrolled.token}"})
    assert answer.status_code == 200, answer.text
    return str(answer.json["code"])


def many(hub: Hub) -> int:
    return int(query_rows(hub, select(func.count()).select_from(site_figures)).scalar_one())


def test_a_month_counts_once_and_the_first_word_stays(client: FlaskClient, hub: Hub, box: Box, other_box: Box) -> None:
    """Whoever had an earlier and a later one of the same month could subtract them."""
    assert post(client, box, figures()) == "" == post(client, box, figures()) == post(client, box, figures(times=2))
    assert post(client, other_box, figures()) == ""
    assert many(hub) == 2
    period = read_figures_period("2026-10")
    assert period
    shown = read_period_figures(hub.store, period)
    assert shown.total and shown.total.visits == 302
    assert [(each.code, each.published.visits) for each in shown.sites if each.published] == [("BZ", 151), ("SA", 151)]


def test_what_is_no_figures_is_refused_by_a_code_and_cases_go_on(client: FlaskClient, hub: Hub, box: Box) -> None:
    tables = figures()["tables"]
    bad: list[dict[str, Any]] = [
        figures(month="2026-13"),
        figures(month="octobre"),
        figures(month="2098-01"),
        figures(tables={**tables, "places": [{"name": "desk", "count": LEAST - 1}]}),
        figures(tables={**tables, "places": [{"name": "desk", "count": -12}]}),
        figures(tables={**tables, "places": [{"name": "desk", "count": "12"}]}),
        figures(tables={**tables, "requests": [{"name": "Awa Benali, née en 1945", "count": 12}]}),
        figures(tables={**tables, "requests": [{"name": "x", "count": 12}] * 1_001}),
        figures(tables={f"table_{number}": [] for number in range(33)}),
        figures(tables={**tables, "places": [{"name": "desk", "count": 9}]}),
        figures(half_minutes=-1),
        figures(department="Ille-et-Vilaine"),
        {"version": 2, "month": "2026-10"},
    ]  # fmt: skip
    for said in bad:
        assert post(client, box, said) == "bad-figures", said
    assert many(hub) == 0
    assert box.send_case()["reference"], "the line of cases goes on"
    assert post(client, box, figures()) == ""


def test_who_has_no_token_sends_no_figures(client: FlaskClient, hub: Hub) -> None:
    assert client.post("/api/v2/figures", json=figures()).status_code == 401
    assert many(hub) == 0


def test_longer_periods_are_sums_of_published_months_and_nothing_else(client: FlaskClient, hub: Hub, box: Box) -> None:
    for month, times in (("2026-07", 1), ("2026-08", 2), ("2026-10", 3)):
        assert post(client, box, figures(month, times)) == ""
    parts: dict[str, PublishedFigures | None] = {}
    for code in ("2026-07", "2026-08", "2026-09", "2026-10", "2026-T3", "2026-T4", "2026"):
        period = read_figures_period(code)
        assert period
        parts[code] = read_period_figures(hub.store, period).total
    assert parts["2026-09"] is None and parts["2026-T4"] == parts["2026-10"]
    july, august, october = parts["2026-07"], parts["2026-08"], parts["2026-10"]
    assert july and august and october and july.first == date(2026, 7, 1) and july.last == date(2026, 7, 31)
    assert parts["2026-T3"] == add_published([july, august])
    assert parts["2026"] == add_published([july, august, october])
    assert july.half_days == 6 and parts["2026"].half_days is None, "halves of a sum are no half"


def test_the_page_compares_sites_and_says_who_sent_nothing(
    client: FlaskClient, operator: Browser, hub: Hub, box: Box, other_box: Box
) -> None:
    assert "Aucun lieu n’a encore transmis ses chiffres" in operator.open("/chiffres").text
    post(client, box, figures())
    page = operator.open("/chiffres").text
    assert "Chiffres : octobre 2026" in page
    assert "Lieux qui ont transmis leurs chiffres : 1 sur 2." in page
    for said in (
        "Acte de naissance, « Vos coordonnées »",
        "Dans le délai",
        "arabe",
        "Ille-et-Vilaine (35)",
        "34 sur 40",
    ):
        assert said in page, said
    lines = {
        row.findtext(".//th//bdi"): [cell.text_content().strip() for cell in row.findall("td")]
        for row in operator.page.xpath("//table[caption[contains(., 'Lieu par lieu')]]/tbody/tr")
    }
    assert lines["Mairie de Saint-Aubin (SA)"] == ["1 sur 1", "151", "71", "34 sur 40", "6\N{NO-BREAK SPACE}j"]
    assert lines["Mairie de Bruz (BZ)"] == ["0 sur 1", "–", "–", "–", "–"]
    post(client, other_box, figures(month="2026-11", times=10))
    year = operator.open("/chiffres?periode=2026").text
    assert "1 661" in year.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    one = operator.open("/chiffres?periode=2026&lieu=BZ").text
    assert "Mairie de Bruz" in one and "Lieu par lieu" not in one
    assert "Rien n’a été transmis" in operator.open("/chiffres?periode=2019").text
    assert operator.open("/chiffres?periode=hier").status == 200
    assert operator.open("/chiffres?lieu=ZZ").status == 404


def test_a_site_elsewhere_or_nowhere_is_beside_the_map(
    client: FlaskClient, operator: Browser, hub: Hub, box: Box, other_box: Box
) -> None:
    post(client, box, figures(department="974"))
    post(client, other_box, {key: value for key, value in figures().items() if key != "department"})
    page = operator.open("/chiffres").text
    assert "Hors de la carte : La Réunion." in page and "La Réunion (974)" in page
    assert "Lieux dont le poste ne dit pas la commune, et qui manquent ici : 1." in page


def test_only_who_sees_every_site_sees_the_figures_of_all(client: FlaskClient, app: Any, hub: Hub, box: Box) -> None:
    post(client, box, figures())
    everywhere = signed_in(app, hub, person(hub, "emma", "Emma Roy"))
    assert "151" in everywhere.open("/chiffres").text and everywhere.page.xpath("//a[@href='/chiffres']")
    bound = signed_in(app, hub, person(hub, "zoe", "Zoé Blin", scope=Scope(sites=("SA",))))
    assert not bound.open("/lieux").page.xpath("//a[@href='/chiffres']")
    for path in ("/chiffres", "/chiffres/tableaux.csv", "/chiffres/tableaux.json"):
        assert bound.open(path).status == 403
    assert client.get("/chiffres").status_code == 302


def test_the_tables_open_in_a_spreadsheet_and_in_a_program(
    client: FlaskClient, operator: Browser, hub: Hub, box: Box, other_box: Box
) -> None:
    post(client, box, figures())
    post(client, other_box, figures())
    answer = operator.client.get("/chiffres/tableaux.csv?periode=2026-10")
    lines = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    births = {line["lieu"]: line["nombre"] for line in lines if line["quoi"] == "birth-certificate"}
    assert births == {"Tous les lieux": "80", "Mairie de Bruz": "40", "Mairie de Saint-Aubin": "40"}
    assert min(int(line["nombre"]) for line in lines) >= LEAST
    told = json.loads(operator.client.get("/chiffres/tableaux.json?periode=2026").get_data())
    assert told["total"]["tables"]["places"][0] == {"name": "desk", "count": 240}
    book = operator.client.get("/chiffres/tableaux.xlsx?periode=2026-10").get_data()
    assert book.startswith(b"PK")
    assert operator.client.get("/chiffres/tableaux.exe").status_code == 404


def test_a_hundred_sites_and_twelve_months_are_one_page(operator: Browser, hub: Hub) -> None:
    letters = "ABCDEFGHJK"
    codes = [f"Z{first}{second}" for first in letters for second in letters]
    departments = ["35", "75", "93", "2A", "974", "59", "13", "69"]
    for place, code in enumerate(codes):
        add_site(hub.store, code, f"Mairie {code}", hub.clock)
        for month in range(1, 13):
            said = figures(f"2025-{month:02}", 1 + place % 5, department=departments[place % 8])
            keep_month_figures(hub, code, convert(MonthFigures, said))
    begun = time.perf_counter()
    page = operator.open("/chiffres?periode=2025").text
    spent_s = time.perf_counter() - begun
    sys.stdout.write(f"a hundred sites, a year, {hub.store.engine.dialect.name}: {spent_s:.2f} s\n")
    assert page.count("12 sur 12") == 100
