"""Mandates are made, found, used and ended."""

from datetime import timedelta

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.store import mandates as store
from tests.conftest import Watch
from tests.gallery.site.mandated import use
from tests.gallery.site.new_mandate import DRAWN, PERSON, SCOPE, sign, to_signature
from tests.gallery.site.page import Browser, Page


def test_a_list_that_others_may_see_has_initials_only(desk: Browser) -> None:
    assert "Aucun mandat" in desk.get("/desk/mandates").main
    sign(desk, manner="screen", signature=DRAWN)
    page = desk.get("/desk/mandates")
    assert "J. M." in page.main and "Martin" not in page.main and "En cours" in page.main


def test_a_mandate_is_found_by_the_beginning_of_a_name(desk: Browser) -> None:
    sign(desk, manner="screen", signature=DRAWN)
    form = desk.get("/desk/mandates").form_to("/desk/mandates")
    page = desk.send(form.with_values({"typed": "mart"}))
    assert page.words("#found tbody th") == ["Jeanne Martin"] and page.path == "/desk/mandates"
    assert "Jeanne Martin" in desk.get(page.one("#found tbody a").get("href")).main
    assert "Aucun mandat à ce nom" in desk.send(form.with_values({"typed": "durand"})).main


def kinds(box: Box) -> list[str]:
    return [str(row["kind"]) for row in box.store.read().query("SELECT kind FROM jobs ORDER BY rowid")]


def test_it_shows_what_is_allowed_and_what_was_signed(desk: Browser) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    for word in ("naissance : 12 mars 1945", "Papiers, état civil", "Nadia Roux", "Rien n’a été fait"):
        assert word in page.main
    assert page.one("svg.signature-drawing path").get("d").startswith("M")


def test_every_use_is_shown_and_its_list_printed_on_request(desk: Browser, box: Box, nadia: Actor) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    use(box, page.path.split("/")[-1].split("?")[0], nadia, "SA1042K")
    page = desk.get(page.path)
    assert "dossier SA 1042 K" in page.main
    printed = desk.send(page.form_to("/print", "mandate-uses"))
    assert "Impression en cours" in printed.main and kinds(box)[-1] == "mandate-uses"


def test_paper_is_in_force_once_someone_says_that_both_are_signed(desk: Browser) -> None:
    page = sign(desk, manner="paper")
    assert "À signer" in page.main
    assert "En cours" in desk.send(page.form_to("/confirm")).main


def test_the_citizen_ends_it_with_their_name(desk: Browser, box: Box) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    wrong = desk.send(page.form("revoke").with_values({"said": "Ali"}))
    assert wrong.status == 422 and "pas le nom de ce mandat" in wrong.main
    ended = desk.send(page.form("revoke").with_values({"said": "Martin Jeanne"}))
    assert "Ce mandat est arrêté" in ended.main and not ended.all("#revoke")
    assert kinds(box)[-1] == "mandate-revoked"
    assert desk.get(f"/papers/mandate-revoked/{page.path.split('/')[-1].split('?')[0]}.pdf").status == 200


@pytest.mark.parametrize("kind", ["mandate", "mandate-kept", "mandate-uses"])
def test_its_papers_are_read_in_the_browser(desk: Browser, kind: str) -> None:
    mandate = sign(desk, manner="screen", signature=DRAWN).path.split("/")[-1].split("?")[0]
    paper = desk.get(f"/papers/{kind}/{mandate}.pdf")
    assert paper.bytes.startswith(b"%PDF") and "Martin" not in paper.headers["Content-Disposition"]


def test_a_mandate_or_a_paper_that_is_not_here_is_said(desk: Browser) -> None:
    page = desk.get(f"/desk/mandates/{'f' * 32}")
    assert page.status in (404, 409) and "Ce mandat n’est pas ici" in page.main
    page = sign(desk, manner="screen", signature=DRAWN)
    form = page.form_to("/print", "mandate")
    assert desk.send(form.with_values({"do": "receipt"})).status in (404, 409)


def test_a_stranger_sees_nothing_of_it(desk: Browser, browser: Browser) -> None:
    path = sign(desk, manner="screen", signature=DRAWN).path
    browser.send(browser.get("/desk").form_to("/leave"))
    page = browser.get(path)
    assert page.path.startswith("/sign-in") and "Martin" not in page.source


def send(desk: Browser, page: Page, values: dict[str, object], do: str = "next") -> Page:
    return desk.send(page.form("mandate-form").with_values({**values, "do": do}))


def test_it_is_explained_before_anything_is_asked_and_read_word_for_word_before_it_is_signed(desk: Browser) -> None:
    page = desk.get("/desk/mandates/new")
    assert "qu’est-ce que c’est" in page.heading
    assert "sans dire pourquoi" in page.main and "Vous pouvez dire non" in page.main
    assert "pas un mandat Aidants Connect" in page.main and "6 ans après sa fin" in page.main
    page = to_signature(desk)
    for word in ("Moi, Jeanne Martin (naissance : 12 mars 1945)", "Papiers, état civil", "inclus (31 jours)"):
        assert word in page.main.replace("\N{NO-BREAK SPACE}", " ")


def test_a_mandate_signed_on_the_screen_is_in_force_and_prints_twice(desk: Browser, box: Box, nadia: Actor) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    assert page.path.endswith("?made=1") and "Le mandat est signé" in page.main
    (made,) = mandates.list_recent_mandates(box, nadia)
    assert made.standing.signed and made.signature is not None
    assert (made.mandate.person.name, made.mandate.themes) == ("Jeanne Martin", ("papiers", "social"))
    kinds = [row["kind"] for row in box.store.read().query("SELECT kind FROM jobs")]
    assert kinds == ["mandate", "mandate-kept"]


def test_nothing_is_kept_before_it_is_signed(desk: Browser, box: Box) -> None:
    to_signature(desk)
    assert store.select_mandates(box.store.read()) == []


def test_without_a_script_there_is_paper(desk: Browser, box: Box) -> None:
    page = to_signature(desk)
    assert all(element.get("hidden") is not None for element in page.all("[data-needs-script]"))
    done = sign(desk, manner="paper")
    assert "Il manque les signatures" in done.main


def test_a_double_tap_makes_one(desk: Browser, box: Box) -> None:
    form = to_signature(desk).form("mandate-form").with_values({"manner": "paper", "do": "next"})
    assert desk.send(form).path == desk.send(form).path
    assert len(store.select_mandates(box.store.read())) == 1


def test_what_is_missing_is_said_beside_its_question(desk: Browser) -> None:
    for scope, said in [
        ({"themes": ["papiers"]}, "duration"), ({"duration": "MONTH"}, "themes"),
        ({"themes": ["astrologie"], "duration": "MONTH"}, "themes"),
    ]:  # fmt: skip
        page = send(desk, desk.get("/desk/mandates/new"), {})
        page = send(desk, page, scope)
        assert page.status == 422 and page.one(f'.notice.danger a[href="#{said}"]') is not None


def test_a_wrong_birth_date_is_asked_again_and_nothing_is_lost(desk: Browser) -> None:
    page = send(desk, send(desk, desk.get("/desk/mandates/new"), {}), SCOPE)
    page = send(desk, page, {**PERSON, "birth.month": "13"})
    assert page.status == 422 and page.one('a[href="#birth"]') is not None
    form = page.form("mandate-form")
    assert form["family_name"] == ["Martin"] and form["themes"] == ["papiers social"]


def test_a_form_that_skips_a_page_is_led_back_to_it(desk: Browser, box: Box) -> None:
    form = desk.get("/desk/mandates/new").form("mandate-form")
    page = desk.send(form.with_values({"step": "sign", "manner": "paper", "do": "next"}))
    assert page.status == 422 and page.heading == "Pour quoi, et jusqu’à quand ?"
    assert store.select_mandates(box.store.read()) == []


def test_going_back_keeps_what_was_typed(desk: Browser) -> None:
    page = send(desk, to_signature(desk), {}, do="back")
    assert page.one("#family_name").get("value") == "Martin"
    page = send(desk, page, {}, do="back")
    assert len(page.all("[name=themes][checked]")) == 2


def test_no_signature_or_one_that_is_none_signs_nothing(desk: Browser, box: Box) -> None:
    for signature, said in [
        ("", "pas encore de signature"), ("[[5, 5]]", "pas encore de signature"), ("<svg/>", "pas lisible"),
    ]:  # fmt: skip
        page = sign(desk, manner="screen", signature=signature)
        assert page.status == 422 and said in page.main
        assert store.select_mandates(box.store.read()) == []


def test_who_cannot_sign_has_a_witness_who_is_not_the_mediator(desk: Browser, box: Box) -> None:
    page = sign(desk, manner="cannot-sign", witness="Roux Nadia")
    assert page.status == 422 and "une autre personne que le conseiller" in page.main
    page = sign(desk, manner="cannot-sign", witness="Ali Ben Salem")
    assert "Ali Ben Salem" in page.main and "En cours" in page.main


def test_a_renewal_starts_from_the_old_one_and_is_signed_again(desk: Browser, box: Box, nadia: Actor) -> None:
    old = sign(desk, manner="screen", signature=DRAWN)
    page = desk.get(desk.get(old.path.split("?")[0]).link("Renouveler"))
    assert "signe de nouveau" in page.main
    for _ in range(3):
        page = send(desk, page, {})
    assert page.heading == "Lire et signer"
    send(desk, page, {"manner": "screen", "signature": DRAWN})
    (only,) = mandates.list_recent_mandates(box, nadia)
    assert only.mandate.renewed_from and "Remplacé" in desk.get(old.path).main


def test_while_nobody_knows_the_day_none_is_made(desk: Browser, box: Box, watch: Watch) -> None:
    page = to_signature(desk)
    watch.jump(-timedelta(days=3))
    page = send(desk, page, {"manner": "paper"})
    assert page.status == 422 and "L’horloge n’est pas sûre" in page.main
    assert page.link("Régler la date") == "/desk/clock"
    assert store.select_mandates(box.store.read()) == []
