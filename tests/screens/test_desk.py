"""The list of work, and what is done with its lines."""

import gc
import weakref
from datetime import timedelta

import pytest
from flask import Flask

from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.replies import Passing
from kiosk.domain.events.reference import format_reference
from kiosk.domain.keys.ring import DESK
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.people.people_search import directory_of
from kiosk.store import outbox
from kiosk.store.people import Mediator
from tests.conftest import Watch, at_work
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gestures import at_a_terminal, helped, signalled
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS, Decide, keep_papers_as_files, reject, transmit
from tests.services.notified import submitted_with


def row(page: Page, section: str) -> str:
    return page.words(f"#{section} tbody tr")[0]


def work(page: Page) -> list[str]:
    return page.words("#work .work > .state")


def line(page: Page, kind: str) -> str:
    return page.words(f".work.{kind}")[0]


def uncovered(page: Page) -> str:
    for covered in page.all("details:not([open]) > div"):
        covered.getparent().remove(covered)
    return page.text


def bring_the_first(page: Page, desk: Browser) -> None:
    """Tick what the form asks for first, and send it."""
    first = page.all("#supplement input[name^='document.']")[0].get("name", "")
    desk.send(page.form("supplement").with_values({first: "1"}))


def test_an_empty_desk_says_so(desk: Browser) -> None:
    page = desk.get("/desk")
    assert page.heading == "Bonjour Nadia Roux"
    assert "Rien à faire pour l’instant." in page.main
    assert not page.words("h2 .count"), "a count of nothing is not shown"


def test_a_draft_is_listed_by_initials_with_its_place_and_resumed_in_one_touch(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    page = desk.get("/desk")
    assert work(page) == ["Brouillon"]
    assert page.words(".work details.person-name summary") == ["M. B. : afficher le nom : cacher le nom"]
    assert "10 réponses sur 14" in line(page, "draft")
    assert uncovered(page).count("Benali") == 0, "a passer-by reads no name"
    assert desk.get(page.one(".work.draft .do a").get("href")).path == step.path


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


def test_a_procedure_that_was_only_looked_at_is_nobody_s_work(desk: Browser) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="copy")
    assert work(desk.get("/desk")) == [], "one answer, and nobody is named"
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    page = desk.get("/desk")
    assert "sans nom" in line(page, "draft") and "2 réponses sur " in line(page, "draft")
    assert page.words("#drafts summary")[0] == "Brouillons (1)"
    assert not page.words("#work h2 .count"), "what waits for its person does not wait for the desk"


def test_a_draft_begun_at_a_terminal_is_told_apart_and_has_no_badge(desk: Browser, terminal: Browser) -> None:
    steps_taken.fill(terminal, steps_taken.begin(terminal), until="delivery")
    sign_in(desk)
    page = desk.get("/desk")
    assert work(page) == [] and "commencé à une borne" in line(page, "draft")


def test_a_draft_at_its_end_waits_for_its_review(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    page = desk.get("/desk")
    assert "Complet, à confirmer" in line(page, "draft") and "réponses sur" not in line(page, "draft")
    assert desk.get(page.one(".work.draft .do a").get("href")).path == review.path


def test_a_danger_rings_at_the_desk_and_comes_first_until_the_service_is_told(desk: Browser, box: Box) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    reference = signalled(box, at_a_terminal(box)).reference
    page = desk.get("/desk")
    assert work(page)[0] == "Danger signalé"
    assert page.words(".incoming-call.danger a") == [format_reference(reference)], "it rings"
    case = desk.get(f"/desk/references/{reference}")
    assert "Danger signalé" in case.words(".state.danger")
    page = desk.send(page.form(page.one(".work.danger .do form").get("id")))
    assert "Danger signalé" not in work(page) and not page.all(".incoming-call")
    assert "Danger signalé" in desk.get(f"/desk/references/{reference}").words(".state.danger"), "it stays one"
    assert "Danger vu, service prévenu" in desk.get(f"/desk/references/{reference}").main


def test_a_street_lamp_is_no_danger(desk: Browser, box: Box) -> None:
    signalled(box, helped(box), danger=False)
    page = desk.get("/desk")
    assert work(page) == [] and not page.all(".incoming-call")


def test_a_submitted_case_leaves_the_drafts_and_waits_to_be_sent(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get("/desk")
    assert work(page) == []
    assert "1 envoi en attente" in page.main
    assert "À transmettre" in row(page, "submitted")
    assert page.one("#submitted tbody a").get("href") == f"/desk/references/{reference}"
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert "Arrivée au service" in row(page, "submitted")
    assert "Tout est transmis" in page.main


def test_papers_asked_for_stay_in_the_list_however_often_they_are_opened(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce d’identité lisible.")
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert work(page) == ["Pièces à compléter"]
    assert "avant le" in line(page, "papers")
    assert page.words(".papers .more .over > [data-private]") == ["Il manque une pièce d’identité lisible."], "covered"
    assert "Benali" not in uncovered(linked_desk.get("/desk"))
    linked_desk.get(page.one(".work.papers .whose a").get("href"))
    page = linked_desk.get("/desk")
    assert work(page) == ["Pièces à compléter"], "opening loses nothing"
    assert page.one(".work.papers .do a").get("href") == f"/desk/references/{reference}/supplement"


def test_a_paper_asked_for_stays_until_it_comes(linked_desk: Browser, central: Central) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    asks = Asking(("identity",), "Le livret de famille")
    decide_case(
        central.hub, central.claire, reference, DraftDecision("incomplete", "", 0, in_a_month(central.hub), asks)
    )
    transmit(linked_desk)
    address = f"/desk/references/{reference}/supplement"
    bring_the_first(linked_desk.get(address), linked_desk)
    page = linked_desk.get("/desk")
    assert "1 sur 2 : il manque Le livret de famille." in line(page, "papers")
    assert page.one(".work.papers .do > a").get("href") == address
    bring_the_first(linked_desk.get(address), linked_desk)
    page = linked_desk.get("/desk")
    assert "Complément envoyé" in line(page, "papers") and page.words(".work.papers .do > form") == ["Fait"]


def test_done_leaves_the_list_and_can_be_taken_back(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "accepted", "Venez la chercher.")
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert work(page) == ["Acceptée"]
    done = linked_desk.send(page.form(page.one(".work form[id^=done]").get("id")))
    assert work(done) == []
    assert "C’est fait" in done.main
    assert work(linked_desk.send(done.form("undo-done"))) == ["Acceptée"]


def test_where_no_paper_comes_out_a_letter_is_opened_and_never_said_to_be_printed(
    linked_desk: Browser, linked: Box, decides: Decide
) -> None:
    keep_papers_as_files(linked)
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "accepted", "Venez la chercher.")
    transmit(linked_desk)
    (link,) = linked_desk.get("/desk").all(".work.answer .do > a")
    assert link.text_content().strip() == "Ouvrir le PDF" and link.get("target") == "_blank"
    assert linked_desk.get(link.get("href")).status == 200
    assert "lettre imprimée" not in linked_desk.get("/desk").main
    case = linked_desk.get(f"/desk/references/{reference}")
    assert case.words(".next .primary") == ["Ouvrir le PDF"]
    assert "Imprimer" not in case.main and "à l’imprimante" not in case.main


def test_a_printed_letter_asks_next_whether_the_person_has_it(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "accepted", "Venez la chercher.")
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    page = linked_desk.send(page.form(page.one(".work form[id^=print]").get("id")))
    assert "La lettre est à l’imprimante" in page.main
    assert "lettre imprimée" in line(page, "answer")
    assert page.words(".work.answer .do > form") == ["Fait"], "printed twice only by who asks for it"


def test_work_of_another_service_is_neither_shown_nor_counted(desk: Browser, omars_desk: Browser) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert work(desk.get("/desk")) == ["Brouillon"]
    page = omars_desk.get("/desk")
    assert work(page) == [] and not page.words("h2 .count")


def test_a_refused_event_asks_for_a_hand(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    reject(linked, "bad-event")
    page = linked_desk.get("/desk")
    assert work(page) == ["Refusé à l’envoi"]
    assert "Le système central ne peut pas lire cet envoi." in line(page, "mend")


def test_a_doubtful_date_is_asked_for_at_once(desk: Browser, watch: Watch) -> None:
    watch.jump(timedelta(days=3))
    page = sign_in(desk)
    assert "Quel jour sommes-nous ?" in page.main
    assert page.link("Régler la date") == "/desk/clock"


def test_a_desk_that_never_reached_the_hub_says_that_all_is_kept(desk: Browser) -> None:
    assert "tout est gardé ici" in desk.get("/desk").main


def test_a_full_desk_asks_the_store_no_more_often_than_one_with_little(
    desk: Browser, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        queries, reader = list[str](), box.store.read().conn
        reader.set_trace_callback(queries.append)
        desk.get("/desk")
        reader.set_trace_callback(None)
        return len(queries)

    def fill(times: int) -> None:
        for _ in range(times):
            steps_taken.submitted(desk)
            (waiting,) = outbox.select_waiting_events(box.store.read())
            with box.store.write() as db:
                outbox.insert_rejection(db, waiting.id, box.clock.now(), "bad-event", "")
            steps_taken.fill(desk, steps_taken.begin(desk), until="person")
        desk.get("/desk")  # whose cases they are is decrypted once in a shift

    fill(1)
    little = asked()
    fill(3)
    assert asked() == little
    assert work(desk.get("/desk")) == [*["Refusé à l’envoi"] * 4, *["Brouillon"] * 4]


def test_what_was_done_is_listed_with_who_did_it_and_comes_back(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "accepted", "Venez la chercher.")
    transmit(linked_desk)
    assert "Rien n’a été noté comme fait" in linked_desk.get("/desk/done").main
    home = linked_desk.get("/desk")
    linked_desk.send(home.form(home.one(".work form[id^=done]").get("id")))
    done = linked_desk.get("/desk/done")
    assert "Nadia Roux" in done.words(".work")[0]
    again = linked_desk.send(done.form(done.one(".work form").get("id")))
    assert again.path == "/desk" and len(again.all("#work .work")) == 1


def test_a_draft_goes_to_a_colleague_and_stays_in_sight(desk: Browser, app: Flask, box: Box, omars: Mediator) -> None:
    at_work(box, omars, DESK, "etat-civil", supervisor=False)
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    offered = desk.get(desk.get("/desk").one(".work.draft .more a[href$=hand-on]").get("href"))
    home = desk.send(offered.form_to("/hand-on", omars.id))
    assert "C’est confié à Omar Haddad" in home.main
    assert home.words("#others summary")[0] == "1 chez un collègue"
    omar = Browser(app.test_client())
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    page = omar.get("/desk")
    assert "confié par Nadia Roux" in page.words("#work .work.draft")[0]
    back = omar.get(page.one(".work.draft .more a[href$=hand-on]").get("href"))
    assert "Le remettre à tous" in back.main


def test_alone_with_a_service_there_is_nobody_to_hand_it_to(desk: Browser) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    offered = desk.get(desk.get("/desk").one(".work.draft .more a[href$=hand-on]").get("href"))
    assert "Personne d’autre n’a ce service." in offered.main


def test_a_call_is_noted_and_taken_back(linked: Box, linked_desk: Browser, decides: Decide) -> None:
    made = submitted_with(linked, ["call"], helped(linked))
    exchange_with_hub(linked, hub_of(linked))
    decides(made.reference, "accepted", "Venez la chercher.")
    exchange_with_hub(linked, hub_of(linked))
    home = linked_desk.get("/desk")
    assert home.words(".work.call a[href='tel:+33612345678']") == ["Appeler 06 12 34 56 78"]
    assert not home.all(".work.call form[id^=message]"), "no message was allowed"
    missed = linked_desk.send(home.form(home.one(".work.call form[id^=no-answer]").get("id")))
    assert "Appel noté Pas de réponse" in missed.main and "Pas de réponse" in missed.words(".work.call .detail")[0]
    told = linked_desk.send(missed.form(missed.one(".work.call form[id^=reached]").get("id")))
    assert "Appel noté Personne prévenue" in told.main and not told.all(".work.call")
    again = linked_desk.send(told.form("undo-call"))
    assert len(again.all(".work.call")) == 1


def test_what_is_no_call_is_refused(app: Flask, desk: Browser, central: Central) -> None:
    form = desk.get("/desk").form("find").with_values({"outcome": "reached"})
    form.action = "/desk/calls/nothing"
    assert desk.send(form).status in (404, 409)


def test_the_strip_stands_over_a_draft_once_its_person_is_known_and_leads_to_their_cases(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    first = steps_taken.begin(desk)
    assert not first.all(".person-strip")
    step = steps_taken.fill(desk, first, until="delivery")
    strip = step.words(".person-strip summary")[0]
    assert "Marie Louise Benali" in strip and "1 autre dossier" in strip
    assert step.one(".person-strip li a").get("href") == f"/desk/references/{reference}"
    whole = desk.get(f"/cases/{steps_taken.case_of(step)}/whole")
    assert "Marie Louise Benali" in whole.words(".person-strip summary")[0]


def test_their_last_answers_fill_what_is_empty_at_a_press(desk: Browser) -> None:
    steps_taken.submitted(desk)
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    offered = step.words("#reuse")[0]
    assert "Reprendre ses réponses du" in offered and "éléphone" in offered
    filled = desk.send(step.form("reuse"))
    assert filled.path == step.path
    assert filled.one("[name='f.phone']").get("value") and not filled.all("#reuse")
    assert "Repris du dossier précédent." in filled.main


def test_what_became_of_the_person_is_noted_at_a_press_and_taken_back(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    noted = desk.send(page.form("note-deceased"))
    assert noted.path == page.path
    assert "Décès" in noted.words(".noted")[0] and "noté par Nadia Roux" in noted.words(".noted")[0]
    assert not noted.all("#note-deceased") and noted.all("#note-phone")
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    assert "Décès" in draft.words(".noted")[0], "in every strip of the person"
    back = desk.send(noted.form("take_back-deceased"))
    assert not back.all(".noted")


def test_a_request_that_was_passed_on_says_to_whom_in_the_list_of_work(linked_desk: Browser, central: Central) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    passing = Passing(body="La préfecture")
    decide_case(central.hub, central.claire, reference, DraftDecision("received", "Voyez-la.", 0, passing=passing))
    transmit(linked_desk)
    page = linked_desk.get("/desk")
    assert "La préfecture" in page.one(".work.answer .detail").text_content()


def test_the_strip_over_a_draft_follows_what_becomes_of_the_person_s_other_cases(
    linked: Box, linked_desk: Browser, decides: Decide
) -> None:
    """On one draft and in one shift: deposited, decided by the hub, withdrawn, noted, destroyed."""
    decided = steps_taken.submitted(linked_desk)
    draft = steps_taken.fill(linked_desk, steps_taken.begin(linked_desk), until="contact").path

    def states() -> list[str]:
        return linked_desk.get(draft).words(".person-strip li .state")

    assert states() == ["À transmettre"]
    withdrawn = steps_taken.submitted(linked_desk)
    assert states() == ["À transmettre", "À transmettre"]
    transmit(linked_desk)
    decides(steps_taken.reference_of(decided), "accepted", "Venez au guichet.")
    transmit(linked_desk)
    assert states() == ["Arrivée au service", "Acceptée"]
    address = f"/desk/references/{steps_taken.reference_of(withdrawn)}"
    turned = linked_desk.send(linked_desk.get(f"{address}/withdrawal").form("turn"))
    thanks = linked_desk.send(turned.form("turned"))
    linked_desk.send(thanks.form("back").with_values({"pin": PIN, "do": "back"}))
    assert states() == ["Retrait demandé", "Acceptée"]
    linked_desk.send(linked_desk.get(address).form("note-phone"))
    assert "téléphone" in linked_desk.get(draft).words(".noted")[0]
    for gone in (withdrawn, decided):
        assert linked_desk.get(draft).all("#reuse")
        with linked.store.write() as db:
            data_keys.destroy_subject(linked, db, steps_taken.case_of(gone), linked.clock.now())
    assert not states() and not linked_desk.get(draft).all("#reuse")


def test_nothing_of_a_strip_outlives_the_shift(desk: Browser, box: Box, nadia: Actor) -> None:
    steps_taken.submitted(desk)
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    assert "1 autre dossier" in draft.words(".person-strip summary")[0]
    kept = weakref.ref(directory_of(box, nadia.mediator_id))
    box.shifts.end(nadia.mediator_id)
    gc.collect()
    assert kept() is None and box.shifts.memory(nadia.mediator_id) == {}
    assert not desk.get(draft.path).all(".person-strip"), "the first factor is asked"
