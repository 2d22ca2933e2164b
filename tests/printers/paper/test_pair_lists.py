"""Who hears a paper hears « Déposé le » and its day as an item of a list, and how long the list is."""

from printers.fonts import Fonts
from printers.paper.blocks import in_lists
from printers.paper.sheet import A4
from printers.paper.typesetter import Typesetter
from printers.slip import Line, Pair, TranslatedBlock

ONE, TWO, THREE = Pair("Démarche", "Acte"), Pair("Jour", "3 mai"), Pair("Heure", "9 h")


def test_pairs_in_a_row_are_one_list_and_others_are_another(fonts: Fonts) -> None:
    paper = Typesetter(A4, fonts, "ltr")
    blocks = (ONE, TWO, Line("Et maintenant ?"), THREE, TranslatedBlock("fr", "ltr", ONE))
    first, second, line, third, french = (own.pairs for _, own in in_lists(blocks, paper))
    assert first is second is not None and line is None
    assert third is not first and french is not third, "a list is in one language"
    assert third and french and (third.role, third.language, french.language) == ("L", "", "fr")
