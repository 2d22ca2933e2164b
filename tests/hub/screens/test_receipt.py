"""Anyone's page: without JavaScript the hub verifies what it is sent, and tells the state and nothing else."""

import json
from datetime import date

from hub.hub import Hub
from hub.sites.sites import revoke_site
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box, Item


def paper(item: Item, box: Box, seed: bytes = b"") -> str:
    proof = Proof(item["reference"], "birth-certificate", box.code, date(2026, 11, 24), "deposited", bytes(16))
    return receipt_proof.make_receipt_link(
        "https://hub.example", receipt_proof.make_receipt_proof(proof, seed or box.seed)
    )


def test_the_page_carries_the_list_and_sends_nothing(citizen: Browser, hub: Hub, box: Box) -> None:
    for address in ("/r", "/R"):
        place = citizen.open(address).page.get_element_by_id("receipt")
        assert json.loads(place.get("data-statement"))["keys"][0]["key"] == keys.verify_key(box.seed)
        assert place.get("data-hub") == hub.ring.verify_key
    shown = [
        element.get("data-says")
        for element in place.iter("div")
        if element.get("data-says") and element.get("hidden") is None
    ]
    assert not shown


def test_who_holds_a_genuine_receipt_is_told_where_the_case_is_no_name(citizen: Browser, box: Box, sent: Item) -> None:
    citizen.open("/r").fill("/r", proof=paper(sent, box))
    assert citizen.status == 200 and "Arrivée au service" in citizen.text
    for secret in ("Benali", "BENALI", "Nadia", "Ma retraite"):
        assert secret not in citizen.text


def test_a_genuine_receipt_whose_case_has_not_arrived_says_so(citizen: Browser, box: Box) -> None:
    citizen.open("/r").fill("/r", proof=paper(box.submitted(), box))
    assert citizen.status == 404
    assert "Ce reçu est authentique" in seen(citizen) and "n’est pas encore arrivé" in citizen.text


def example() -> str:
    reference, _ = references.mint_reference(references.EXAMPLE, 1000)
    proof = Proof(reference, "birth-certificate", references.EXAMPLE, date(2026, 11, 24), "deposited", bytes(16))
    return receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(proof, bytes(32)))


def seen(browser: Browser) -> str:
    elements = [
        element for element in browser.page.iter("div") if element.get("data-says") and element.get("hidden") is None
    ]
    return " ".join(" ".join(element.text_content().split()) for element in elements)


def test_what_is_wrong_is_said_and_no_state(citizen: Browser, hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    good = paper(sent, box)
    head, _, body = good.partition("#")
    changed = f"{head}#{body[:-20]}{'A' if body[-20] != 'A' else 'B'}{body[-19:]}"
    for typed, words in (
        ("bonjour !", "pas de reçu"), (good[:-7], "incomplet"), (changed, "a été modifié"),
        (paper(sent, box, other_box.seed), "pas de cette mairie"),
        (paper(sent, box, bytes(32)), "Aucune mairie connue"), (example(), "EXEMPLE"),
    ):  # fmt: skip
        citizen.open("/r").fill("/r", proof=typed)
        assert citizen.status == 422 and words in seen(citizen) and "est arrivé au service" not in citizen.text
        assert citizen.page.get_element_by_id("proof").get("value") == typed
    revoke_site(hub.store, "SA", hub.clock)
    citizen.open("/r").fill("/r", proof=good)
    assert citizen.status == 422 and "n’est plus valable" in seen(citizen)


def test_anybody_verifies_a_receipt_in_their_own_language(citizen: Browser, box: Box, sent: Item) -> None:
    for language, title, direction in [
        ("en", "Follow a case, check a receipt", "ltr"),
        ("ar", "متابعة ملف، والتحقق من وصل", "rtl"),
    ]:
        page = citizen.open(f"/r?lang={language}").page
        assert page.get("lang") == language and page.get("dir") == direction
        assert title in citizen.text and "Pas de réseau" not in citizen.text and "Texte du code" not in citizen.text
        citizen.fill("/r", proof="xyz")
        assert citizen.page.get("lang") == language, "what is wrong is said in it too"
        citizen.open(f"/r?lang={language}").fill("/r", proof=paper(sent, box))
        assert citizen.status == 200 and citizen.page.get("lang") == language, "and so is where the case is"
