"""The receipt that replaces a lost one says its code, when that works, and that the old one opens nothing then."""

from kiosk.domain.events.reference import mint
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.lost import replace_receipt
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import new_receipt
from printers.renderers.text import TEXT_42
from printers.slip import Code
from tests.gallery.site.gestures import helped, submitted

FORM = "f" * 32


def printed(box: Box, language: str = "fr") -> str:
    slip = new_receipt.slip(box, FORM, box.words(language), Reader(helped(box)))
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def test_it_says_truthfully_when_the_new_code_works(linked: Box) -> None:
    case = submitted(linked)
    replace_receipt.replace(linked, case.reference, "passport", "lost", helped(linked), FORM)
    code = replace_receipt.replaced(linked, FORM, helped(linked)).code
    before = printed(linked)
    assert f"{code[:5]}-{code[5:]}" in before and "dès que le système central l’a reçu" in before
    talk(linked, hub_of(linked))
    assert "Le nouveau code marche" in printed(linked)
    for language in linked.settings.languages:
        assert code[:5] in printed(linked, language)


def test_of_another_towns_case_it_bears_number_and_code_and_the_page_where_both_are_typed(linked: Box) -> None:
    elsewhere, _ = mint("BZ", 1041)
    replace_receipt.replace(linked, elsewhere, "passport", "lost", helped(linked), FORM)
    code = replace_receipt.replaced(linked, FORM, helped(linked)).code
    slip = new_receipt.slip(linked, FORM, linked.words(), Reader(helped(linked)))
    (square,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert square.data.endswith("/f") and code not in square.data and f"{code[:5]}-{code[5:]}" in square.caption
