"""A mediator's own activity report: filled in with what is known, finished in few presses, seen by nobody else."""

import csv
import io
from datetime import timedelta

import pytest

from kiosk.domain.visits.activity_report import VALUES, ReportColumn
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.services.figures import figures
from kiosk.services.papers import papers
from kiosk.store import visits
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import called, sign_in
from tests.screens.test_visits import leave, received


def rows(desk: Browser) -> list[dict[str, str]]:
    answer = desk.client.get("/desk/report/table.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text), delimiter=";"))


def advised(desk: Browser, watch: Watch, minutes: int = 4) -> Page:
    """Somebody came for advice, and has gone."""
    received(desk)
    watch.wait(timedelta(minutes=minutes))
    return leave(desk)


def test_a_request_sent_at_the_desk_is_reported_in_the_words_of_la_coop(desk: Browser, box: Box) -> None:
    received(desk)
    steps_taken.submitted(desk)
    leave(desk)
    (row,) = rows(desk)
    assert row == {
        "date": box.watch.today().day.isoformat(),
        "duree": "1",
        "type_lieu": "lieu_activite",
        "autonomie": "entierement_accompagne",
        "materiel": "ordinateur",
        "thematiques": "papiers_elections_citoyennete",
        "structure_de_redirection": "",
        "genre": "non_communique",
        "tranche_age": "non_communique",
        "statut_social": "non_communique",
    }


def test_who_was_helped_at_a_terminal_was_in_part_alone_and_only_the_help_is_counted(
    terminal: Browser, desk: Browser, watch: Watch
) -> None:
    page = steps_taken.begin(terminal)
    watch.wait(timedelta(minutes=4))
    called(terminal, page.path)
    sign_in(terminal)
    watch.wait(timedelta(minutes=2))
    terminal.send(terminal.get("/desk").form_to("/terminal/back"))
    leave(terminal)
    (row,) = rows(desk)
    assert (row["autonomie"], row["duree"]) == ("partiellement_autonome", "2")


def test_after_the_next_person_one_line_offers_what_may_be_noted_and_never_asks(
    desk: Browser, box: Box, watch: Watch
) -> None:
    page = advised(desk, watch)
    assert page.words("#previous summary") == ["Personne précédente : 4 min · ajouter"]
    noted = desk.send(page.form_to(page.one("#previous form").get("action")).with_values(
        {"theme": "logement", "referred": "aide_sociale"}))  # fmt: skip
    assert noted.words("#previous summary") == [
        "Personne précédente : 4 min · conseil logement · orientée vers l’aide sociale · ajouter"
    ]
    (row,) = rows(desk)
    assert (row["thematiques"], row["structure_de_redirection"]) == ("logement", "aide_sociale")
    today = box.watch.today().day
    shown = figures.read_figures(box, today, today)
    assert [(line.name, line.count) for line in (*shown.advice, *shown.referred)] == [
        ("logement", 1), ("aide_sociale", 1)
    ]  # fmt: skip


def test_a_second_press_notes_nothing_twice_and_none_notes_nothing(desk: Browser, box: Box, watch: Watch) -> None:
    page = advised(desk, watch)
    form = page.form_to(page.one("#previous form").get("action"))
    desk.send(form)
    for theme in ("justice", "justice", "astrology"):
        desk.send(form.with_values({"theme": theme}))
    day = box.watch.today().day
    assert [(line.name, line.count) for line in figures.read_figures(box, day, day).advice] == [("justice", 1)]
    assert not figures.read_figures(box, day, day).referred


def test_the_line_goes_when_somebody_else_is_received_or_it_is_long_ago(desk: Browser, watch: Watch) -> None:
    advised(desk, watch)
    watch.wait(timedelta(minutes=5))
    assert desk.get("/desk").all("#previous")
    received(desk)
    assert not desk.get("/desk").all("#previous")
    leave(desk)
    watch.wait(timedelta(hours=2))
    sign_in(desk)
    assert not desk.get("/desk").all("#previous")


def test_what_is_not_known_is_chosen_on_the_same_screen_and_may_be_chosen_again(desk: Browser, watch: Watch) -> None:
    advised(desk, watch)
    page = desk.get("/desk/report")
    name = page.one("select[name$='.genre']").get("name")
    visit = name.removesuffix(".genre")
    for gender in ("feminin", "masculin"):
        given = {name: gender, f"{visit}.tranche_age": "soixante_dix_plus", f"{visit}.thematiques": "associations"}
        page = desk.send(page.form("report").with_values(given))
        assert "C’est gardé." in page.main
        assert page.one(f"[name='{name}'] option[selected]").get("value") == gender
    (row,) = rows(desk)
    assert (row["genre"], row["tranche_age"], row["thematiques"]) == ("masculin", "soixante_dix_plus", "associations")
    assert row["statut_social"] == "non_communique"


def test_every_value_is_one_of_la_coop(desk: Browser, watch: Watch) -> None:
    advised(desk, watch)
    page = desk.get("/desk/report")
    visit = page.one("select[name$='.genre']").get("name").removesuffix(".genre")
    desk.send(page.form("report").with_values({f"{visit}.genre": "Benali", f"{visit}.type_lieu": ""}))
    (row,) = rows(desk)
    assert (row["genre"], row["type_lieu"]) == ("non_communique", "lieu_activite")
    for column in ReportColumn:
        offered = {option.get("value") for option in page.all(f"[name='{visit}.{column}'] option")}
        assert offered - {"", "non_communique"} == set(VALUES[column]), column


def test_nobody_else_sees_it(desk: Browser, omars_desk: Browser, box: Box, watch: Watch) -> None:
    """Nadia supervises every service, Omar none: each has their own report, and no way to the other's."""
    advised(omars_desk, watch)
    theirs = omars_desk.get("/desk").form_to(omars_desk.get("/desk").one("#previous form").get("action"))
    visit_id = theirs.action.rpartition("/")[2]
    assert "Vous n’avez reçu personne ce mois-ci." in desk.get("/desk/report").main and rows(desk) == []
    assert not desk.get("/desk").all("#previous")
    asked = desk.client.get(f"/papers/activity/{box.watch.today().day:%Y-%m}.pdf")
    assert asked.status_code == 200, "her own, which is empty"
    received(desk)
    leave(desk)
    own = desk.get("/desk").form_to(desk.get("/desk").one("#previous form").get("action"))
    own.action = theirs.action
    assert desk.send(own.with_values({"theme": "justice"})).status == 409
    form = desk.get("/desk/report").form("report")
    desk.send(form.with_values({f"{visit_id}.genre": "feminin"}))
    (row,) = rows(omars_desk)
    assert (row["genre"], row["thematiques"]) == ("non_communique", "")


def test_the_month_is_a_paper_without_a_name(desk: Browser, box: Box, nadia: Actor) -> None:
    received(desk)
    steps_taken.submitted(desk)
    leave(desk)
    page = desk.get("/desk/report")
    shown = desk.client.get(page.link("Le mois à imprimer (PDF)"))
    assert shown.status_code == 200 and shown.data.startswith(b"%PDF")
    month = f"{box.watch.today().day:%Y-%m}"
    said = str(papers.slip_of_kind(box, "activity", month, box.words(), KeyHolder(nadia)).blocks)
    assert "1 min · À la mairie · Avec guidage · Ordinateur · Papiers" in said
    assert "Benali" not in said and "Nadia" not in said
    assert desk.get("/papers/activity/nonsense.pdf").status == 404


def test_what_was_noted_goes_with_the_lines_of_the_visit(desk: Browser, box: Box, watch: Watch) -> None:
    advised(desk, watch)
    page = desk.get("/desk/report")
    name = page.one("select[name$='.genre']").get("name")
    desk.send(page.form("report").with_values({name: "feminin"}))
    db = box.store.read()
    assert db.table("visit_notes").count_where() == 1
    with box.store.write() as writing:
        visits.delete_visit_lines(writing, box.clock.now() + timedelta(days=1))
    assert db.table("visit_notes").count_where() == 0 and rows(desk) == []


@pytest.mark.parametrize("asked", ["9999-12", "0001-01", "2026-13", "2026", "-", "é" * 300])
def test_a_month_that_is_none_is_answered_with_this_one(desk: Browser, box: Box, asked: str) -> None:
    this = desk.get("/desk/report").main
    assert desk.get("/desk/report", query_string={"month": asked}).main == this
    assert desk.get("/desk/report/table.csv", query_string={"month": asked}).status == 200
    assert desk.get(f"/papers/activity/{asked}.pdf").status == 404
