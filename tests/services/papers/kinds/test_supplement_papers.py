"""Papers of what is added to a submitted case."""

from kiosk.domain.events.correction import Correction, in_words
from kiosk.domain.events.reference import spoken
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import bilingual, papers
from kiosk.services.papers.kinds import supplement_papers
from kiosk.services.papers.letterhead import letterhead
from kiosk.services.submitted import correct_answers, personal_data
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.gestures import helped, submitted, supplemented

KEPT = "pas encore transmis"
RECEIVED = "Reçu par le système central"


def text(slip: Slip) -> str:
    """What a person reads, on one line."""
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def nadias_eyes(box: Box) -> Reader:
    """She holds every service."""
    return Reader(helped(box))


def test_a_supplement_says_what_was_added_and_where_it_is(linked: Box) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    before = text(supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked)))
    assert "Pièce d’identité" in before and "Voici la pièce." in before and KEPT in before
    talk(linked, hub_of(linked))
    assert RECEIVED in text(supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked)))


def test_the_french_half_of_a_supplement_has_no_heading_of_nothing(linked: Box) -> None:
    added = supplemented(linked, submitted(linked).reference)
    french = linked.words()
    theirs = linked.words("en").marked
    slip = bilingual.both(
        bilingual.told(supplement_papers.supplement_slip(linked, added, theirs, nadias_eyes(linked))),
        supplement_papers.supplement_slip(linked, added, french, nadias_eyes(linked)),
        french,
    )
    said = text(slip)
    assert linked.words("en").code("paper", "message") in said and said.count("Voici la pièce.") == 1
    assert "Votre réponse" not in said and "Pièces ajoutées" in said and KEPT in said


def test_every_addition_has_the_letterhead_of_a_receipt(linked: Box) -> None:
    added = supplemented(linked, submitted(linked).reference)
    slip = supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked))
    assert list(slip.blocks[:2]) == letterhead(linked.site, linked.words()) and "1 place de la Mairie" in text(slip)


def test_a_correction_says_the_new_answer_and_where_it_is(linked: Box) -> None:
    case = submitted(linked)
    correction = Correction((in_words("La rue", "Rue des Lilas"), in_words("L’étage", "")), "Je me suis trompée.")
    made = correct_answers.correct(linked, case.reference, correction, helped(linked), linked.clock.new_id())
    before = text(supplement_papers.correction_slip(linked, made, linked.words(), nadias_eyes(linked)))
    for words in ("Correction de votre dossier", "Rue des Lilas", "Sans réponse", "Je me suis trompée.", KEPT):
        assert words in before, words
    talk(linked, hub_of(linked))
    assert RECEIVED in text(supplement_papers.correction_slip(linked, made, linked.words(), nadias_eyes(linked)))


def test_what_a_person_asked_for_is_proven_by_a_paper_that_names_nobody(linked: Box) -> None:
    case = submitted(linked)
    asked = personal_data.ask(linked, case.reference, "erasure", helped(linked), linked.clock.new_id())
    paper = text(supplement_papers.request_slip(linked, asked, linked.words(), NO_ONE))
    assert spoken(case.reference) in paper and linked.words().code("paper", "erasure") in paper
    assert "Benali" not in paper
