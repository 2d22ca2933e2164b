"""The box's state, its hub, the stick, the date, and what is left of the first day."""

from dataclasses import replace as dataclasses_replace
from datetime import date, timedelta
from io import BytesIO

from flask import Flask
from msgspec.structs import replace

from hub.sites import sites
from hub.sites.sites import add_site, invite
from hub.store.schema import site, site_key
from kiosk.app import create_app
from kiosk.crypto import keys
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.in_memory import FilesOnTheWay
from kiosk.services.box.legal_clock import Watch as Watched
from kiosk.services.loops.sync_loop import LineState, SyncLoop
from kiosk.services.setup import first_start
from kiosk.store import outbox, upkeep_notes
from kiosk.web.request_state import state_of
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.gallery.site.strange_files import picture
from tests.screens.conftest import reject, transmit


def test_a_new_box_says_what_is_well_and_what_is_still_to_do(desk: Browser) -> None:
    page = desk.get("/desk/box")
    assert "Base de données : tout va bien." in page.main
    assert "Imprimante : tout va bien." in page.main
    assert "Pas de système central réglé." in page.main
    page = desk.get("/desk/box")
    assert "Sauvegarde : aucune n’a encore été faite." in page.main
    assert "kiosk backup --usb" in page.main
    page = desk.get("/desk")
    assert "Pas encore relié : tout est gardé ici" in page.text
    assert "Pas de réseau" not in page.text and "Tout est transmis" not in page.text
    page = desk.get("/desk/clock")
    assert "L’horloge semble juste." in page.main
    assert "Date de ce poste :" in page.main


def test_what_waits_is_listed_until_it_is_sent(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get("/desk/box")
    assert page.words("#waiting tbody a") == ["SA 1001 G"]
    assert page.one("#waiting tbody a").get("href") == f"/desk/references/{reference}"
    assert "Pas encore essayé." in page.main
    page = transmit(linked_desk)
    assert "La connexion fonctionne." in page.main
    assert "Tout est transmis." in page.main


def test_a_line_that_is_down_says_so_and_everything_is_kept(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    there = linked.enrolment()
    assert there is not None
    with linked.store.write() as db:
        outbox.insert_enrolment(db, replace(there, url="http://127.0.0.1:1"), linked.clock.now())
    page = transmit(linked_desk)
    assert "Pas de réseau pour l’instant." in page.main
    assert "Tout est gardé ici." in page.main
    assert page.words("#waiting tbody a") == ["SA 1001 G"]


def test_the_next_try_is_told(linked_desk: Browser, linked: Box) -> None:
    loop = state_of(linked_desk.client.application).sync
    there = linked.enrolment()
    assert loop is not None
    assert there is not None
    with linked.store.write() as db:
        outbox.insert_enrolment(db, replace(there, url="http://127.0.0.1:1"), linked.clock.now())
    loop._look()
    assert "Prochain essai :" in linked_desk.get("/desk/box").main
    with linked.store.write() as db:
        outbox.insert_enrolment(db, there, linked.clock.now())
    loop._look()
    page = linked_desk.get("/desk/box")
    assert "La connexion fonctionne." in page.main and "Prochain essai" not in page.main


def test_a_date_unlike_the_hubs_is_told_beside_the_line(linked_desk: Browser, linked: Box) -> None:
    transmit(linked_desk)
    assert "n’est pas celle du système central" not in linked_desk.get("/desk/box").main
    linked.watch.heard_now(linked.clock.now() + timedelta(days=400))
    page = linked_desk.get("/desk/box")
    assert "La date de ce poste n’est pas celle du système central." in page.main
    assert page.link("Régler la date")


def test_what_only_a_sign_in_sets_free_is_told(linked_desk: Browser, linked: Box) -> None:
    """The hub gave up the key that it was sealed to, and nobody of its service is here."""
    steps_taken.submitted(linked_desk)
    assert "se connectera" not in linked_desk.get("/desk/box").main
    with linked.store.write() as db:
        db.conn.execute("UPDATE events SET sealed_to = ''")
    page = linked_desk.get("/desk/box")
    assert "1 envoi partira quand une personne de son service se connectera." in page.main


def test_a_printer_that_does_not_work_says_why(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-not-writable"  # type: ignore[attr-defined]
    assert "Imprimante : on ne peut pas y écrire." in desk.get("/desk/box").main


def test_a_hub_that_refuses_this_box_is_told_on_every_page_that_speaks_of_sending(
    linked_desk: Browser, linked: Box, central: Central
) -> None:
    """The site was revoked, or its name given to another box: that is no matter of the network."""
    sites.revoke_site(central.hub.store, "SA", central.hub.clock)
    page = transmit(linked_desk)
    assert "Le système central refuse ce poste." in page.main and "kiosk enroll" in page.main
    assert "L’envoi reprend automatiquement" not in page.main
    assert "Le système central refuse ce poste : tout est gardé ici" in page.text and "Pas de réseau" not in page.text
    receipt = steps_taken.submitted(linked_desk)
    assert "L’envoi est arrêté pour l’instant : la mairie s’en occupe." in receipt.main
    assert "L’envoi au service est automatique" not in receipt.main
    with central.hub.store.writing() as connection:
        connection.execute(site.update().values(token_hash=keys.token_hash(enrolled_token(linked)), revoked_at=None))
        connection.execute(site_key.update().values(revoked=False, revoked_at=None, until=None))
    page = transmit(linked_desk)
    assert "refuse ce poste" not in page.text


def test_a_refused_case_that_waits_for_the_desk_is_not_all_sent(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    transmit(linked_desk)
    page = linked_desk.get("/desk/box")
    assert "Tout est transmis" in page.text
    steps_taken.submitted(linked_desk)
    reject(linked, "bad-event")
    page = linked_desk.get("/desk/box")
    assert "Tout est transmis" not in page.text
    assert "1 envoi à corriger" in page.text and page.link("À corriger") == "/desk#work"


def enrolled_token(box: Box) -> str:
    there = box.enrolment()
    assert there is not None
    return there.token


def test_a_backup_that_failed_is_said_where_the_day_begins(desk: Browser, box: Box) -> None:
    assert "La sauvegarde ne s’est pas faite" not in desk.get("/desk").main
    with box.store.write() as db:
        upkeep_notes.insert_backup_attempt(db, box.clock.now(), "usb", "no-stick")
    assert "La sauvegarde ne s’est pas faite" in desk.get("/desk").main
    assert "la clé USB n’était pas branchée" in desk.get("/desk/box").main


def test_a_line_is_not_called_down_before_it_was_tried(linked_desk: Browser) -> None:
    assert "Tout est transmis" in linked_desk.get("/desk").text


WRONG = [
    "", "http://", "ftp://hub", "http://hub.example.org", "https://", "http://[", "https:///x", "://", "mailto://x",
    "http://192.168.1.5:8700",
]  # fmt: skip
"""None of them is asked for: each is no address, or one that would be reached in the clear."""


def test_a_wrong_address_is_said_in_words_and_kept(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/hub")
    assert "Dites-lui le code de vos dossiers : SA" in page.main
    for url in WRONG:
        page = desk.send(page.form("enroll").with_values({"url": url, "code": "x"}))
        assert page.status == 422 and page.one("#url").get("aria-invalid") == "true", url
    assert box.enrolment() is None


def test_a_wrong_code_stands_beside_its_field(desk: Browser, central: Central) -> None:
    page = desk.get("/desk/hub")
    for code in ("", " ", "\x00", "wrong", "AAAA BBBB", central.code[:-1], "1" * 3000, "<b>", "é", "٣٣٣"):
        page = desk.send(page.form("enroll").with_values({"url": central.url, "code": code}))
        assert page.status == 422 and page.one("#code").get("aria-invalid") == "true"
        assert page.one("#url").get("value") == central.url


def test_the_code_of_another_town_is_told_at_its_field_with_the_right(
    desk: Browser, central: Central, box: Box
) -> None:
    add_site(central.hub.store, "BZ", "Mairie de Bruz", central.hub.clock)
    theirs = {"url": central.url, "code": invite(central.hub, "BZ")}
    page = desk.send(desk.get("/desk/hub").form("enroll").with_values(theirs))
    assert page.status == 422 and page.one("#code").get("aria-invalid") == "true"
    assert "BZ" in page.main and "kiosk.toml" in page.main and box.enrolment() is None


def test_a_right_code_connects_the_box(desk: Browser, central: Central, box: Box) -> None:
    page = desk.send(
        desk.get("/desk/hub").form("enroll").with_values({"url": f" {central.url}/ ", "code": f" {central.code} "})
    )
    assert "Ce poste est relié" in page.main and central.url in page.main
    assert box.enrolment() is not None


def test_a_box_that_has_just_been_connected_is_not_said_to_be_offline(
    desk: Browser, central: Central, box: Box, app: Flask
) -> None:
    loop = state_of(app).sync = SyncLoop(box)
    loop.once()  # as it does while there is no hub yet
    desk.send(desk.get("/desk/hub").form("enroll").with_values({"url": central.url, "code": central.code}))
    page = desk.get("/desk")
    assert "Premier échange" in page.text and "Pas de réseau" not in page.text
    loop.once()
    assert "Tout est transmis" in desk.get("/desk").text
    loop.line = LineState(False, "unreachable", 1)
    assert "Pas de réseau" in desk.get("/desk").text


def test_it_says_how_far_the_joined_files_are(desk: Browser, central: Central, box: Box) -> None:
    desk.send(desk.get("/desk/hub").form("enroll").with_values({"url": central.url, "code": central.code}))
    assert "Pièces jointes" not in desk.get("/desk/hub").main
    box.hub_line.files = FilesOnTheWay(3_240_000, 8_100_000)
    assert "Pièces jointes : 3,2 Mo envoyés sur 8,1." in desk.get("/desk/hub").main


def test_a_file_that_is_still_on_its_way_is_not_all_sent(linked_desk: Browser, linked: Box) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    form = linked_desk.get(f"/desk/references/{reference}/supplement").form("supplement").with_values({"do": "send"})
    linked_desk.send(form.with_values({"file.identity": (BytesIO(picture("JPEG")), "carte.jpg")}))
    assert "Tout est transmis" in transmit(linked_desk).text
    with linked.store.write() as db:  # as after a cut within the file
        db.execute("DELETE FROM parcel_receipts")
    linked.hub_line.files = FilesOnTheWay(3_240_000, 8_100_000)
    page = linked_desk.get("/desk/box")
    assert "Tout est transmis" not in page.text
    assert page.text.count("1 pièce jointe en cours d’envoi") == 2, "in the chip, and among what waits"
    assert "Pièces jointes : 3,2 Mo envoyés sur 8,1." in page.main
    assert "Tout est transmis" in transmit(linked_desk).text


def say(desk: Browser, day: str, month: str, year: str) -> Page:
    form = desk.get("/desk/clock").form("clock")
    return desk.send(form.with_values({"f.today.day": day, "f.today.month": month, "f.today.year": year}))


def jump(desk: Browser, watch: Watch, days: int) -> None:
    """Someone sets the machine's date; a session that seems so old is over."""
    watch.jump(timedelta(days=days))
    sign_in(desk)


def said(desk: Browser, day: date) -> Page:
    return say(desk, str(day.day), str(day.month), str(day.year))


def test_a_box_that_was_off_says_that_nothing_is_erased_yet(box: Box, nadia: Actor, watch: Watch) -> None:
    with box.store.write() as db:
        upkeep_notes.save_reached_moment(db, watch.now() - timedelta(days=3))
    again = dataclasses_replace(box, watch=Watched(box.store, watch, box.settings.zone))
    desk = Browser(create_app(box.settings, box=again).test_client())
    sign_in(desk)
    assert "Rien n’est effacé tant que le système central" in desk.get("/desk/clock").main
    assert "Quel jour sommes-nous ?" not in desk.get("/desk").main
    said(desk, again.watch.today().day)
    assert "L’horloge semble juste." in desk.get("/desk/clock").main


def test_after_a_week_without_a_sure_date_the_desk_is_asked_each_morning(box: Box, nadia: Actor, watch: Watch) -> None:
    with box.store.write() as db:
        upkeep_notes.save_reached_moment(db, watch.now() - timedelta(days=12))
        upkeep_notes.save_destruction_hold(db, watch.now() - timedelta(days=8))
    again = dataclasses_replace(box, watch=Watched(box.store, watch, box.settings.zone))
    desk = Browser(create_app(box.settings, box=again).test_client())
    sign_in(desk)
    for _ in range(2):
        assert "Rien n’est effacé depuis une semaine" in desk.get("/desk").main
        watch.wait(timedelta(minutes=2))
    said(desk, again.watch.today().day)
    assert "Quel jour sommes-nous ?" not in desk.get("/desk").main


def test_until_the_desk_answers_a_receipt_says_that_its_date_is_to_be_confirmed(desk: Browser, watch: Watch) -> None:
    jump(desk, watch, 2)
    assert "L’horloge de ce poste a sauté d’un jour ou plus." in desk.get("/desk/clock").main
    assert "Date à confirmer par la mairie." in steps_taken.submitted(desk).main


def test_once_the_desk_has_said_the_date_receipts_count_from_it(desk: Browser, watch: Watch, box: Box) -> None:
    true_day = box.watch.today().day
    jump(desk, watch, 2)
    page = said(desk, true_day)
    assert page.path == "/desk"
    assert "Quel jour sommes-nous ?" not in page.main
    assert box.watch.today().day == true_day
    assert "Date à confirmer" not in steps_taken.submitted(desk).main


def test_a_date_that_does_not_exist_is_said_so_and_kept(desk: Browser) -> None:
    page = say(desk, "31", "2", "2026")
    assert page.status == 422
    assert "Cette date n’existe pas." in page.main
    assert [page.one(f'[name="f.today.{part}"]').get("value") for part in ("day", "month", "year")] == [
        "31",
        "2",
        "2026",
    ]
    assert page.one(".notice.danger a").get("href") == "#f-today"
    assert say(desk, "", "", "").status == 422
    assert say(desk, "", "", "2026").status == 422


def test_what_is_for_who_looks_after_the_machine_is_folded_and_what_the_desk_mends_is_not(desk: Browser) -> None:
    """Review of the screens, S33: the work of an administrator of the system was given to a mediator."""
    page = desk.get("/desk/box")
    folded = page.words("details li")
    assert any("sudo" in line or "kiosk " in line for line in folded) and "informaticien" in page.main
    open_lines = [line for line in page.words(".checklist li") if line not in folded]
    assert open_lines and not [line for line in open_lines if "sudo" in line or "kiosk " in line]


def test_an_empty_desk_says_what_is_left_and_each_link_leads_to_a_screen(desk: Browser) -> None:
    page = desk.get("/desk")
    assert "Le premier jour : ce qui reste à faire" in page.main
    links = [str(link.get("href")) for link in page.all(".left-to-do a")]
    assert links == ["/desk/place/privacy", "/desk/printers", "/desk/hub", "/desk/team"]
    assert [desk.get(link).status for link in links] == [200] * 4


def test_what_is_done_goes_and_then_the_whole_list(desk: Browser, box: Box) -> None:
    name_officer(desk)
    for step in first_start.list_left_steps(box):
        assert "/desk/first-day" in desk.get("/desk/settings").links(), "it leads back until all is ticked"
        page = desk.get("/desk/first-day")
        page = desk.send(page.form_to("/desk/first-day", step))
    assert page.path == "/desk" and "Le premier jour" not in page.main
    assert "Tout est fait" in desk.get("/desk/first-day").main
    assert "/desk/first-day" not in desk.get("/desk/settings").links()


def name_officer(desk: Browser) -> None:
    asked = desk.get("/desk/place/privacy").form("answer")
    assert desk.send(asked.with_values({"officer": "dpo@cdg35.example"})).status == 200


def test_nobody_can_say_that_the_officer_is_named_while_nobody_is(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/first-day")
    assert "Nommer le délégué" in page.main
    assert not page.all("button[name=step][value=officer]")
    desk.send(page.form_to("/desk/first-day", "hub").with_values({"step": "officer"}))
    assert "Nommer le délégué" in desk.get("/desk/first-day").main
    name_officer(desk)
    assert "Nommer le délégué" not in desk.get("/desk/first-day").main


def test_a_step_that_there_is_not_changes_nothing(desk: Browser, box: Box) -> None:
    before = first_start.list_left_steps(box)
    form = desk.get("/desk/first-day").form_to("/desk/first-day", "hub")
    desk.send(form.with_values({"step": "code", "back": "//elsewhere"}))
    assert first_start.list_left_steps(box) == before


def test_a_desk_with_a_case_is_reminded_of_the_sheet_for_the_safe_alone_until_it_is_ticked(desk: Browser) -> None:
    """Review of the mission, R21: it left the desk with the first case, unticked."""
    steps_taken.submitted(desk)
    page = desk.get("/desk")
    assert "Mettre la feuille de secours dans le coffre" in page.main and len(page.all(".left-to-do > li")) == 1
    desk.send(page.form_to("/desk/first-day", "sheet-kept"))
    assert "Le premier jour" not in desk.get("/desk").main


def test_a_printer_whose_test_page_is_right_is_done(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/printer-test/usual")
    form = page.form_to("/seen")
    desk.send(form.with_values({name: "yes" for name in form.names if name and name != "token"}))
    assert FirstDayStep.PRINTER not in first_start.list_left_steps(box)
