"""One's own account, and an operator's pages of the trail and of files by hand."""

import re
from datetime import timedelta
from io import BytesIO

from flask import Flask

from hub.hub import Hub
from hub.people.people import Staff
from hub.people.sessions import COOKIE
from hub.trail import PAGE, AuditAction, append_audit_line, list_audit_lines
from hub.web.pages import word
from kiosk.domain.events.reference import format_reference, mint_reference
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.bundles.by_hand import bundle
from tests.hub.conftest import PASSPHRASE, Watch
from tests.hub.samples import Box

NEW = "les tulipes de novembre"


def _second(app: Flask) -> Browser:
    return Browser(app.test_client()).sign_in("paul", PASSPHRASE)


def test_every_session_is_listed_and_the_others_end_at_one_gesture(app: Flask, instructor: Browser) -> None:
    other = _second(app)
    instructor.open("/compte")
    assert instructor.text.count("Cet écran") == 1 and instructor.text.count("Un autre écran") == 1
    instructor.fill("/compte/autres-sessions")
    assert "Un autre écran" not in instructor.text and "Fermer mes autres sessions" not in instructor.text
    assert other.open("/dossiers").text.startswith("Se connecter")
    assert instructor.open("/dossiers").text.startswith("Dossiers")


def test_a_new_passphrase_is_kept_and_ends_the_other_sessions(app: Flask, hub: Hub, instructor: Browser) -> None:
    other, before = _second(app), instructor.client.get_cookie(COOKIE)
    instructor.open("/compte/phrase")
    instructor.fill("/compte/phrase", passphrase=PASSPHRASE, code=phone.code(hub, "paul"), new=NEW)
    assert "Votre phrase secrète est changée" in instructor.text
    after = instructor.client.get_cookie(COOKIE)
    assert before is not None and after is not None and before.value != after.value
    assert other.open("/dossiers").text.startswith("Se connecter")
    assert other.sign_in("paul", PASSPHRASE).status == 422
    assert other.sign_in("paul", NEW).text.startswith("Dossiers")


def test_what_is_wrong_is_said_and_nothing_changes(app: Flask, hub: Hub, instructor: Browser) -> None:
    for typed, words in [
        ({"passphrase": "faux"}, "Ce n’est pas votre phrase secrète."),
        ({"code": "1"}, "Ce code n’est pas le bon"),
        ({"new": "court"}, "douze caractères ou plus"),
        ({"new": "Paul Morel Paul Morel"}, "se devine trop vite"),
    ]:
        form = {"passphrase": PASSPHRASE, "code": phone.code(hub, "paul"), "new": NEW, **typed}
        instructor.open("/compte/phrase").fill("/compte/phrase", **form)
        assert instructor.status == 422 and words in instructor.text
        assert not any(value and value in instructor.page.text_content() for value in (PASSPHRASE, NEW))
        assert _second(app).text.startswith("Dossiers")


def test_new_recovery_codes_are_made_for_whoever_proves_who_they_are(hub: Hub, instructor: Browser) -> None:
    instructor.open("/compte/codes").fill("/compte/codes", passphrase=PASSPHRASE, code="000000")
    assert instructor.status == 422
    instructor.fill("/compte/codes", passphrase=PASSPHRASE, code=phone.code(hub, "paul"))
    assert len(instructor.page.xpath("//*[@class='secret']")) == 10
    assert "Il en reste 10" in instructor.open("/compte").text


def test_how_decisions_name_somebody_is_said_once_and_changed_here(instructor: Browser) -> None:
    instructor.open("/compte").fill("/compte/decisions", quality=" ")
    assert instructor.status == 422 and "la loi demande les trois" in instructor.text
    instructor.fill("/compte/decisions", given_names="Paul", family_name="Morel", quality="Maire")
    assert "Enregistré" in instructor.text
    assert instructor.page.get_element_by_id("quality").get("value") == "Maire"


def test_whoever_runs_the_hub_reads_who_did_what(hub: Hub, operator: Browser, lea: Staff, paul: Staff) -> None:
    append_audit_line(hub, AuditAction.DECIDED, by=lea.id, reference="SA1042X", detail="accepted")
    append_audit_line(hub, AuditAction.UNLOCKED, by=paul.id, about=lea.id)
    append_audit_line(hub, AuditAction.FACTOR_RESET, about=paul.id)
    text = operator.open("/journal").text
    assert format_reference("SA1042X") in text and "Léa Petit" in text and "A décidé" in text and "Accepté" in text
    assert "A débloqué" in text and "Sur la machine du système central" in text


def test_a_long_trail_goes_on_over_pages(hub: Hub, operator: Browser) -> None:
    for _ in range(PAGE + 5):
        append_audit_line(hub, AuditAction.OPENED, reference="SA1042X")
    assert len(operator.open("/journal").page.xpath("//tbody/tr")) == PAGE
    further = next(link for link in operator.links() if "before=" in link)
    assert len(operator.open(further).page.xpath("//tbody/tr")) == 5
    assert operator.open("/journal?before=é").status == operator.open("/journal?before=" + "9" * 40).status == 200


def test_the_journal_is_searched_by_person_case_gesture_and_day(
    hub: Hub, operator: Browser, lea: Staff, paul: Staff, watch: Watch
) -> None:
    other, _ = mint_reference("SA", 1042)
    watch.ahead.append(timedelta(days=-2))
    append_audit_line(hub, AuditAction.DECIDED, by=lea.id, reference="SA1042X", detail="accepted")
    append_audit_line(hub, AuditAction.TAKEN, by=paul.id, reference="SA1042X")
    append_audit_line(hub, AuditAction.TAKEN_BACK, by=paul.id, about=lea.id, reference=other)
    watch.ahead.append(timedelta(days=2))
    append_audit_line(hub, AuditAction.OPENED, by=paul.id, reference=other)

    def found(**asked: str) -> list[str]:
        rows = operator.open("/journal").fill("/journal", **asked).page.xpath("//tbody/tr")
        return [row.xpath("string(td[2])").strip() for row in rows]

    decided, taken, back, opened = (word(action, "audit") for action in ("decided", "taken", "taken-back", "opened"))
    assert found(who=lea.id) == [back, decided] and found(number="sa 1042 x") == [taken, decided]
    assert found(what="taken") == [taken], "and not what begins alike"
    assert found(day=hub.day(hub.clock.now()).isoformat()) == [opened]
    assert found(who=paul.id, number=format_reference(other), what="opened") == [opened] and found(number="%") == []
    assert "Rien ne correspond" in operator.text


def test_an_empty_trail_says_so_and_an_instructor_has_no_business_here(operator: Browser, instructor: Browser) -> None:
    assert "Rien n’est encore écrit" in operator.open("/journal").text
    assert instructor.open("/journal").status == 403
    assert "font tourner le système" in instructor.text
    assert instructor.client.get("/cles").status_code == 403
    assert "/cles" not in instructor.open("/lieux").links()


def handed_in(browser: Browser, data: bytes, name: str = "envoi-bbbbbbbbbbbb.parvis") -> Browser:
    token = browser.open("/cles").page.xpath("//form[@enctype]//input[@name='token']")[0].get("value")
    sent = {"token": token, "file": (BytesIO(data), name)}
    return browser.look(browser.client.post("/cles", data=sent, follow_redirects=True))


def test_a_file_is_taken_and_its_answer_downloaded(operator: Browser, hub: Hub, box: Box) -> None:
    assert "/cles" in operator.open("/lieux").links()
    data = bundle(hub, box, box.submitted(), box.submitted())
    page = handed_in(operator, data)
    assert "Le fichier de Mairie de Saint-Aubin est enregistré" in page.text and "2 envois dans le fichier" in page.text
    address = f"/cles/{'b' * 32}/reponse"
    assert address in page.links()
    answer = operator.client.get(address)
    assert answer.data.startswith(b"PK") and answer.headers["Cache-Control"] == "no-store"
    assert re.search(r"filename=reponse-b{12}\.parvis", answer.headers["Content-Disposition"])
    assert [line.detail for line in list_audit_lines(hub.store) if line.action == "bundle-taken"] == ["SA"]


def test_what_is_not_taken_is_said_in_words(operator: Browser, hub: Hub, box: Box) -> None:
    data = bundle(hub, box, box.submitted())
    assert "Le fichier est abîmé ou incomplet" in handed_in(operator, data[:-20]).text
    assert "n’est pas un envoi ni une réponse" in handed_in(operator, b"bonjour").text
    assert "n’est pas un envoi ni une réponse" in handed_in(operator, b"", "").text
    assert operator.client.get(f"/cles/{'c' * 32}/reponse").status_code == 400
    assert operator.client.get("/cles/nowhere/reponse").status_code == 400
