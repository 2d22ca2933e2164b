"""A supervisor sees which settings were published, and takes back those that the town hall owns."""

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.store import journal, publications
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import a_mediator, at_work
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in
from tests.gallery.site.taking import taken
from tests.services.published.test_publishing import announced, counted, revoking, setting

PAGE = "/desk/received"


@pytest.fixture
def published(box: Box) -> Authority:
    authority = Authority()
    files = setting("speech", "off") | setting("retention_days", 7) | setting("lock_minutes", 99)
    taken(box, authority, 4, files | revoking("procedure", "birth-certificate") | announced("90.1.0"))
    return authority


def test_a_box_to_which_nothing_was_published_says_so(desk: Browser) -> None:
    assert "Aucun réglage n’est publié pour ce poste." in desk.get(PAGE).main
    assert "Réglages reçus" not in desk.get("/desk/box").main


def test_what_changed_when_by_which_publication_and_what_is_refused(desk: Browser, published: Authority) -> None:
    assert desk.get("/desk/box").link("Réglages reçus") == PAGE
    page = desk.get(PAGE)
    assert page.words("code")[:3] == ["lock_minutes", "retention_days", "speech"]
    assert "refusé : plus long que la valeur de la mairie" in page.main
    assert "appliqué au prochain démarrage" in page.main
    assert "publication 4" in page.main
    assert "Pour toutes les mairies." in page.main
    assert "acte de naissance" in page.main and "Le texte a changé." in page.main


def test_a_supervisor_goes_back_to_the_own_value_and_follows_again(
    desk: Browser, box: Box, published: Authority
) -> None:
    page = desk.send(desk.get(PAGE).form_to("/speech/keep"))
    assert "la mairie garde sa valeur" in page.main
    assert "speech" not in counted(box)
    assert journal.select_journal_lines(box.store.read(), "")[-1].action == "setting-kept"
    page = desk.send(page.form_to("/speech/follow"))
    assert "la mairie garde sa valeur" not in page.main
    assert counted(box)["speech"] == "off"


def test_what_the_authority_owns_has_no_button_and_a_forged_form_changes_nothing(
    desk: Browser, box: Box, published: Authority
) -> None:
    page = desk.get(PAGE)
    form = page.form_to("/speech/keep")
    form.action = form.action.replace("speech", "retention_days")
    answer = desk.send(form)
    assert "Ce réglage est fixé par l’organisme qui le publie." in answer.text
    assert publications.select_reverted_settings(box.store.read()) == set()


def test_who_supervises_nothing_only_reads(app: object, box: Box, nadia: Actor, published: Authority) -> None:
    omar = a_mediator("omar", "Omar Haddad", "b")
    at_work(box, omar, "desk", supervisor=False)
    browser = Browser(app.test_client())  # type: ignore[attr-defined]
    assert sign_in(browser, "omar").path == "/desk"
    page = browser.get(PAGE)
    assert "speech" in page.words("code")
    with pytest.raises(AssertionError):
        page.form_to("/speech/keep")


def test_a_new_version_is_announced_to_whoever_installs(desk: Browser, box: Box, published: Authority) -> None:
    with box.store.write() as db:
        db.conn.execute("UPDATE mediators SET administrator = 1")
    page = desk.get("/desk")
    assert "Une nouvelle version est là" in page.main
    assert "Des pages plus rapides." in page.main and "Par la clé USB." in page.main and "a" * 64 in page.main
