"""Plain spaces and straight apostrophes are typed; French typography is read."""

from kiosk.catalogue.read.table import typeset


def test_it_is_set_as_the_printers_do() -> None:
    for typed, read in [
        ("L'acte de qui ?", "L’acte de qui\u00a0?"),
        ("« oui » : non", "«\u00a0oui\u00a0»\u00a0: non"),
        ("Un timbre de 25 €, n° 12100", "Un timbre de 25\u00a0€, n°\u00a012100"),
        ("35 000 communes, 12 mois", "35\u00a0000 communes, 12 mois"),
        ("une\n  ligne\n", "une ligne"),
        ("un\n\n deux", "un\n\ndeux"),
        ("https://x.fr/a?b=c ; d", "https://x.fr/a?b=c\u00a0; d"),
        ("'seul'", "'seul'"),
    ]:
        assert typeset(typed) == read
        assert typeset(read) == read
