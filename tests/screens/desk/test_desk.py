"""The mediator's day in one look."""

from datetime import timedelta

from gallery.site import steps_taken
from gallery.site.page import Browser, Page
from kiosk.services.box.box import Box
from kiosk.store.events import acknowledgements, outbox
from tests.conftest import Watch
from tests.screens.conftest import Decide, reject, sign_in, transmit


def row(page: Page, section: str) -> str:
    """The first line of a list, in words."""
    return page.words(f"#{section} tbody tr")[0]


def tiles(page: Page) -> list[str]:
    return page.words(".tile")


def uncovered(page: Page) -> str:
    """What can be read without touching anything."""
    for covered in page.all("details:not([open]) > div"):
        covered.getparent().remove(covered)
    return page.text


def test_an_empty_desk_says_so(desk: Browser) -> None:
    page = desk.get("/desk")
    assert page.heading == "Bonjour Nadia Roux"
    assert tiles(page) == ["0 à reprendre", "0 à transmettre", "0 demande votre attention", "0 réponse reçue"]
    assert "Aucun dossier pour l’instant." in page.main


def test_a_draft_is_listed_by_initials_with_its_place_and_resumed_in_one_touch(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    page = desk.get("/desk")
    assert tiles(page)[0] == "1 à reprendre"
    assert page.words("#drafts details.person-name summary") == ["M. B. : afficher le nom : cacher le nom"]
    assert "Étape 6 sur 8" in row(page, "drafts")
    assert uncovered(page).count("Benali") == 0, "a passer-by reads no name"
    assert desk.get(page.one("#drafts tbody a").get("href")).path == step.path


def test_a_name_is_read_by_a_touch_and_covered_again_on_the_next_page(desk: Browser) -> None:
    """The browser's own disclosure: a tap or a key, never a finger that has to stay; nothing remembers it open."""
    steps_taken.submitted(desk)
    page = desk.get("/desk")
    assert page.words("#submitted details.person-name > div") == ["Marie Louise Benali"]
    assert not page.all("details[open]")
    assert "Benali" not in uncovered(desk.get("/desk"))


def test_who_does_not_hold_the_service_reads_no_name(desk: Browser, omars_desk: Browser) -> None:
    steps_taken.submitted(desk)
    assert "Benali" not in omars_desk.get("/desk").source


def test_a_draft_of_nobody_yet_is_called_so(desk: Browser) -> None:
    steps_taken.begin(desk)
    assert "sans nom" in row(desk.get("/desk"), "drafts")


def test_a_draft_at_its_end_waits_for_its_review(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    page = desk.get("/desk")
    assert "À vérifier" in row(page, "drafts")
    assert desk.get(page.one("#drafts tbody a").get("href")).path == review.path


def test_a_submitted_case_leaves_the_drafts_and_waits_to_be_sent(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get("/desk")
    assert tiles(page)[:2] == ["0 à reprendre", "1 à transmettre"]
    assert "À transmettre" in row(page, "submitted")
    assert page.one("#submitted tbody a").get("href") == f"/desk/references/{reference}"
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert tiles(page)[1] == "0 à transmettre"
    assert "Reçu" in row(page, "submitted")
    assert "Tout est transmis" in page.main


def test_what_the_hub_says_is_news_until_it_is_opened(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce d’identité lisible.")
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert tiles(page)[3] == "1 réponse reçue"
    assert "Pièces à compléter" in row(page, "news")
    assert page.words("#news details.masked > div") == ["Il manque une pièce d’identité lisible."], "covered till asked"
    linked_desk.get(page.one("#news tbody a").get("href"))
    assert tiles(linked_desk.get("/desk"))[3] == "0 réponse reçue"


def test_a_refused_event_asks_for_a_hand(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    reject(linked, "bad-event")
    page = linked_desk.get("/desk")
    assert tiles(page)[2] == "1 demande votre attention"
    assert "Le système central ne peut pas lire cet envoi." in row(page, "attention")


def test_a_doubtful_date_is_asked_for_at_once(desk: Browser, watch: Watch) -> None:
    watch.jump(timedelta(days=3))
    page = sign_in(desk, "nadia")
    assert "Quel jour sommes-nous ?" in page.main
    assert page.link("Régler la date") == "/desk/clock"


def test_a_desk_that_never_reached_the_hub_says_that_all_is_kept(desk: Browser) -> None:
    assert "tout est gardé ici" in desk.get("/desk").main


def test_a_full_desk_asks_the_store_no_more_often_than_one_with_little(desk: Browser, box: Box) -> None:
    def asked() -> int:
        queries, reader = list[str](), box.store.read().conn
        reader.set_trace_callback(queries.append)
        desk.get("/desk")
        reader.set_trace_callback(None)
        return len(queries)

    def fill(times: int) -> None:
        for _ in range(times):
            steps_taken.submitted(desk)
            (waiting,) = outbox.waiting(box.store.read())
            with box.store.write() as db:
                acknowledgements.reject(db, waiting.id, box.clock.now(), "bad-event", "")
            steps_taken.begin(desk)
        desk.get("/desk")  # whose cases they are is decrypted once in a shift

    fill(1)
    little = asked()
    fill(3)
    assert asked() == little
    assert tiles(desk.get("/desk"))[:3] == ["4 à reprendre", "0 à transmettre", "4 demandent votre attention"]
