"""The pages of what people ask of their contents."""

import json
from datetime import timedelta

from hub.hub import Hub
from hub.trail import list_audit_lines
from kiosk.domain.events.reference import format_reference
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch
from tests.hub.samples import Box, Item


def _asked(box: Box, sent: Item, kind: str, sequence: int = 2) -> str:
    request = box.asked(kind, sent["reference"], sent["stream"], sequence)
    box.send(request)
    return f"/dossiers/{sent['reference']}/demandes/{request['id']}"


def _proof(hub: Hub) -> dict[str, str]:
    return {"passphrase": PASSPHRASE, "code": phone.code(hub, "paul")}


def test_the_list_shows_who_waits_and_until_when(instructor: Browser, box: Box, sent: Item) -> None:
    assert "Aucune demande n’attend de réponse." in instructor.open("/demandes").text
    address = _asked(box, sent, "erasure")
    text = instructor.open("/demandes").text
    assert format_reference(sent["reference"]) in text and "Demande d’effacement" in text
    assert "À répondre au plus tard le 2 janvier 2027" in text
    assert address in instructor.links()
    assert "À répondre au plus tard le 2 janvier 2027" in instructor.open(f"/dossiers/{sent['reference']}").text
    assert address in instructor.links()


def test_a_month_that_is_over_stands_out(instructor: Browser, box: Box, sent: Item, watch: Watch) -> None:
    _asked(box, sent, "erasure")
    watch.ahead.append(timedelta(days=90))
    instructor.sign_in("paul", PASSPHRASE)
    assert "En retard : il fallait répondre au plus tard le 2 janvier 2027" in instructor.open("/demandes").text


def test_an_erased_case_says_what_is_left(instructor: Browser, hub: Hub, box: Box, sent: Item) -> None:
    page = f"/dossiers/{sent['reference']}"
    instructor.decide(page.rpartition("/")[2], "accepted", message="Passez la prendre, madame Benali.")
    instructor.open(_asked(box, sent, "erasure"))
    assert "RGPD, article 17" in instructor.text
    text = instructor.fill(instructor.page.forms[-1].get("action"), outcome="erased", **_proof(hub)).text
    assert "Le contenu de ce dossier est effacé" in text and "parce que la personne l’a demandé" in text
    assert "Copie d’un acte de naissance" in text and "Accepté" in text and sent["sha256"][:16] in text
    for gone in ("Benali", "BENALI", "Nadia", "Passez la prendre", "Ma retraite"):
        assert gone not in text
        assert gone not in instructor.open("/dossiers?state=accepted").text
        instructor.open(page)
    assert [line.action for line in list_audit_lines(hub.store)].count("rights-erased") == 1
    assert "Aucune demande" in instructor.open("/demandes").text
    assert "Effacé" in instructor.open("/dossiers?state=accepted").text


def test_nothing_is_answered_without_both_factors(instructor: Browser, hub: Hub, box: Box, sent: Item) -> None:
    address = _asked(box, sent, "erasure")
    instructor.open(address).fill(address, outcome="refused", message="Une archive.", passphrase=PASSPHRASE, code="0")
    assert instructor.status == 422 and "Ce code n’est pas le bon" in instructor.text
    assert instructor.page.get_element_by_id("message").text == "Une archive."
    text = instructor.fill(address, outcome="refused", **_proof(hub)).text
    assert "Répondu par Paul Morel" in text and "Une archive." in text
    assert "Répondu par" in instructor.open(address).text and not instructor.asks(address)


def test_what_cannot_be_answered_is_told(instructor: Browser, hub: Hub, box: Box, sent: Item, watch: Watch) -> None:
    address = _asked(box, sent, "erasure")
    for outcome, words in (
        ("erased", "Ce dossier n’est pas décidé"), ("refused", "Écrivez pourquoi"), ("", "Choisissez votre réponse"),
    ):  # fmt: skip
        watch.ahead.append(timedelta(minutes=1))  # another code of the telephone
        instructor.open(address).fill(address, outcome=outcome, message="", **_proof(hub))
        assert instructor.status == 422 and words in instructor.text


def test_a_copy_is_downloaded_by_who_proves_who_they_are(
    instructor: Browser, hub: Hub, box: Box, sent: Item, watch: Watch
) -> None:
    address = _asked(box, sent, "access")
    instructor.open(address).fill("/copie", **{"copy-passphrase": PASSPHRASE, "copy-code": "0"})
    assert instructor.status == 422 and "Ce code n’est pas le bon" in instructor.text
    form = next(form for form in instructor.page.forms if form.get("action").endswith("/copie"))
    data = dict(form.fields) | {f"copy-{name}": value for name, value in _proof(hub).items()}
    answer = instructor.client.post(form.get("action"), data=data)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={sent['reference']}.json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.data)["submitted"] == json.loads(sent["body"])
    assert [line.action for line in list_audit_lines(hub.store)].count("exported") == 1
    watch.ahead.append(timedelta(seconds=60))
    instructor.open(address).fill(address, outcome="given", message="Remise au guichet.", **_proof(hub))
    assert "Copie remise" in instructor.text


def test_a_copy_is_of_an_access_request_only(instructor: Browser, hub: Hub, box: Box, sent: Item) -> None:
    address = _asked(box, sent, "erasure")
    instructor.open(address)
    token = instructor.page.xpath("//input[@name='token']/@value")[0]
    proof = {f"copy-{name}": value for name, value in _proof(hub).items()}
    assert instructor.client.post(f"{address}/copie", data={"token": token, **proof}).status_code == 422
    assert instructor.open(f"/dossiers/{sent['reference']}/demandes/{'0' * 32}").status == 404


def test_an_operator_answers_nobody(operator: Browser, box: Box, sent: Item) -> None:
    for address in ("/demandes", _asked(box, sent, "erasure")):
        assert operator.open(address).status == 403
