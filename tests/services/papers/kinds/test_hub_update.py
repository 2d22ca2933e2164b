"""What the service said, on paper."""

from hub.cases.cases import read_case
from hub.decisions import from_template
from hub.decisions.asking import NOTHING
from hub.decisions.decisions import decide
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import hub_update
from kiosk.store.events import updates
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.central import Central
from tests.gallery.site.gardens import PARCEL, asked_for, taking
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import say


def text(slip: Slip) -> str:
    """What a person reads, on one line."""
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def nadias_eyes(box: Box) -> Reader:
    """She holds every service."""
    return Reader(helped(box))


def answered(box: Box, central: Central, reference: str, state: str, message: str) -> str:
    """The paper of what the service says of a case that the hub has received."""
    talk(box, hub_of(box))
    say(central, reference, state, message)
    talk(box, hub_of(box))
    (update,) = updates.of(box.store.read(), reference)
    return text(hub_update.slip(box, f"{reference}:{update.id}", box.words(), nadias_eyes(box)))


def test_the_services_own_accuse_de_reception_has_what_the_law_asks(linked: Box, central: Central) -> None:
    """CRPA R. 112-5: the date, the service with its address, what silence means, the remedies."""
    case = asked_for(taking(linked, PARCEL), small=False)
    paper = answered(linked, central, case.reference, "in_progress", "Nous regardons.")
    for words in (
        "Accusé de réception", "Demande reçue le", "Espaces verts", "1 place de la Mairie", "02 99 00 00 00",
        "Si vous n’avez pas de réponse avant le", "votre demande est refusée",
        "Si vous n’êtes pas d’accord", "Nous regardons.",
    ):  # fmt: skip
        assert words in paper


def test_no_accuse_de_reception_is_made_where_a_record_is_just_delivered(linked: Box, central: Central) -> None:
    """CRPA R. 112-4, 2°; what an accusé has to say is in test_case_silence."""
    case = submitted(linked)
    paper = answered(linked, central, case.reference, "in_progress", "Nous regardons.")
    assert "Nous regardons." in paper
    for words in ("Accusé de réception", "Si vous n’avez pas de réponse", "votre demande est refusée"):
        assert words not in paper


def test_a_decision_is_told_in_the_words_of_who_decided(linked: Box, central: Central) -> None:
    case = submitted(linked)
    paper = answered(linked, central, case.reference, "accepted", "Venez la chercher.")
    for words in (
        "Pour Marie Louise Benali",
        "copie d’un acte de naissance",
        "Écrit par Claire Morel",
        "Une question ?",
    ):
        assert words in paper, paper
    assert "Réponse à votre demande" in paper and "Acceptée" in paper and "Venez la chercher." in paper


def test_a_refusal_says_why_and_how_to_contest_it(linked: Box, central: Central) -> None:
    case = asked_for(taking(linked, PARCEL), small=False)
    paper = answered(linked, central, case.reference, "refused", "La parcelle est prise.")
    for words in ("Refusée", "La parcelle est prise.", "Si vous n’êtes pas d’accord", "Espaces verts", "02 99 00"):
        assert words in paper, paper


def test_a_request_for_papers_says_until_when_and_where(linked: Box, central: Central) -> None:
    case = submitted(linked)
    paper = answered(linked, central, case.reference, "incomplete", "Il manque une pièce.")
    for words in ("Donnez-les au plus tard le", "Il manque une pièce.", "Mairie de Saint-Aubin"):
        assert words in paper, paper


def test_a_template_that_nobody_changed_is_printed_in_the_persons_language(linked: Box, central: Central) -> None:
    case, hub = submitted(linked), central.hub
    talk(linked, hub_of(linked))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, case.reference)
        words, used = from_template.fill(connection, file, "shipped-accepted", "", NOTHING)
    decide(hub, central.claire, case.reference, "accepted", words, 0, used=used)
    talk(linked, hub_of(linked))
    (update,) = updates.of(linked.store.read(), case.reference)
    paper = {
        language: text(
            hub_update.slip(linked, f"{case.reference}:{update.id}", linked.words(language), nadias_eyes(linked))
        )
        for language in ("fr", "en", "tr")
    }
    assert "is accepted. Keep its number" in paper["en"] and "est acceptée" not in paper["en"]
    assert "est acceptée" in paper["fr"] and "est acceptée" in paper["tr"], "French where there is no translation"
