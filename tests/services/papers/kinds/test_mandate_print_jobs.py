"""The papers of a mandate say what is allowed, until when, and how to end it; read back from the PDF."""

from datetime import UTC, date, datetime
from io import BytesIO

import pypdf
from msgspec.structs import replace

from kiosk.domain.answers.signature import Signature, parse_signature
from kiosk.domain.mandates.mandate import DURATIONS, Mandate, MandateGiver, MandateUse
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import THEMES
from kiosk.services.papers.kinds import mandate_print_jobs
from kiosk.services.papers.paper import letterhead
from kiosk.words import paper_fonts
from kiosk.words.words import Words
from printers.renderers.pdf import A4, ROLL_80
from printers.slip import Slip
from tests.services.conftest import in_letters

SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "", "lundi à vendredi, 9 h à 17 h")
JEANNE = MandateGiver("Martin", "Jeanne", "1945-03-12", "", "3 rue du Puits, 35140 Saint-Aubin")
MANDATE = Mandate(
    "3fa2c9" + "0" * 26, JEANNE, ("papiers", "social"), "MONTH", date(2026, 11, 24), date(2026, 12, 24), "screen", "",
    "a" * 32, "Nadia Roux", "Mairie de Saint-Aubin", "", "fr",
)  # fmt: skip
DRAWN = parse_signature("[[0, 40, 20, 0, 40, 40, 60, 10, 80, 40], [90, 35, 100, 35]]")
MOMENT = datetime(2026, 11, 25, 9, 5, tzinfo=UTC)
USED = MandateUse("submitted", "SA1042K", "Copie d’un acte de naissance", MOMENT, "a" * 32, "Nadia Roux")


def copy_of(mandate: Mandate, drawn: Signature | None = None, copy: str = "person", language: str = "fr") -> Slip:
    return mandate_print_jobs.mandate_slip(mandate, drawn, copy=copy, site=SITE, years=6, words=Words(language))


def read_back(slip: Slip) -> tuple[str, int]:
    """The words of the A4, on one line, and its number of pages."""
    reader = pypdf.PdfReader(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts())))
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()), len(reader.pages)


def test_a_mandate_says_who_what_until_when_and_how_to_end_it() -> None:
    text, pages = read_back(copy_of(MANDATE, DRAWN))
    assert pages == 1
    for word in (
        "Moi, Jeanne Martin (naissance : 12 mars 1945), j’autorise", "3 rue du Puits", "Papiers, état civil, élections",
        "Santé et aides sociales", "24 novembre 2026", "24 décembre 2026 inclus (31 jours)", "Pour la personne",
        "quand je veux, sans dire pourquoi", "à la prochaine transmission", "Ceci n’est pas un mandat Aidants Connect",
        "02 99 00 00 00", "Nadia Roux", "6 ans après sa fin, puis détruit", "www.cnil.fr", "Signature de la personne",
    ):  # fmt: skip
        assert word in text
    assert "Logement" not in text and "remplace un mandat" not in text


def test_every_paper_of_a_mandate_has_the_letterhead_of_a_receipt_and_a_title_without_a_name() -> None:
    slips = (
        copy_of(MANDATE, DRAWN), mandate_print_jobs.uses_slip(MANDATE, (USED,), site=SITE, words=Words()),
        mandate_print_jobs.revocation_slip(MANDATE, MOMENT, site=SITE, words=Words()),
    )  # fmt: skip
    for slip in slips:
        assert list(slip.blocks[:2]) == letterhead(SITE, Words())
        assert slip.job_title == "M-3FA2C9" and "Martin" not in slip.title


def test_there_are_two_copies_that_say_whose_each_is() -> None:
    texts = [read_back(copy_of(MANDATE, DRAWN, copy))[0] for copy in mandate_print_jobs.COPIES]
    assert "Pour la personne" in texts[0] and "Pour la mairie" in texts[1]
    assert texts[0].replace("Pour la personne", "Pour la mairie") == texts[1]


def test_every_mandate_fits_on_one_sheet_but_for_the_longest() -> None:
    for language in ["fr", "en"]:
        for duration in DURATIONS:
            for manner in ["screen", "paper", "cannot-sign"]:
                mandate = replace(MANDATE, manner=manner, duration=duration, witness="Ali Ben Salem", themes=THEMES[:2])
                _, pages = read_back(copy_of(mandate, DRAWN if manner == "screen" else None, language=language))
                assert pages == 1


def test_all_ten_themes_are_said_on_two_sheets_at_most() -> None:
    text, pages = read_back(copy_of(replace(MANDATE, themes=THEMES, manner="paper", renewed_from="b" * 32)))
    assert pages <= 2
    assert all(Words().code("theme", theme) in text for theme in THEMES)
    assert "remplace un mandat plus ancien" in text


def test_who_cannot_sign_is_signed_for_by_a_witness() -> None:
    text, _ = read_back(copy_of(replace(MANDATE, manner="cannot-sign", witness="Ali Ben Salem")))
    assert "Jeanne Martin ne peut pas signer" in text and "Signature du témoin, Ali Ben Salem" in text
    assert "Signature de la personne" not in text


def test_what_was_signed_on_the_screen_is_said_on_paper_without_drawings() -> None:
    assert "Signé sur l’écran." in in_letters(copy_of(MANDATE, DRAWN))
    assert "Signé sur l’écran." not in in_letters(copy_of(replace(MANDATE, manner="paper")))
    assert ROLL_80.render(copy_of(MANDATE, DRAWN), paper_fonts.load_paper_fonts()).startswith(b"%PDF")


def test_a_birth_year_alone_is_said_as_one_and_one_day_as_one_day() -> None:
    assert "(naissance : 1945)," in in_letters(copy_of(replace(MANDATE, person=replace(JEANNE, birth_date="1945"))))
    short = replace(MANDATE, duration="SHORT", ends_on=MANDATE.signed_on)
    assert "24 novembre 2026 inclus (1 jour)" in in_letters(copy_of(short)).replace("\N{NO-BREAK SPACE}", " ")


def test_every_use_is_listed_for_the_person() -> None:
    used = in_letters(
        mandate_print_jobs.uses_slip(MANDATE, (USED, replace(USED, reference="")), site=SITE, words=Words())
    )
    assert "demande enregistrée, dossier SA 1042 K (Copie d’un acte de naissance), par Nadia Roux" in used
    assert used.count("demande enregistrée") == 2 and "M-3FA2C9" in used
    none = in_letters(mandate_print_jobs.uses_slip(MANDATE, (), site=SITE, words=Words()))
    assert "Rien n’a été fait avec ce mandat." in none


def test_a_revocation_says_that_it_is_over_and_since_when() -> None:
    text = in_letters(mandate_print_jobs.revocation_slip(MANDATE, MOMENT, site=SITE, words=Words()))
    assert "Votre mandat est arrêté" in text and "25 novembre 2026" in text
    assert "ne peuvent plus rien faire à votre place" in text


def test_who_signs_a_mandate_reads_that_the_town_hall_may_be_the_one_that_decides() -> None:
    text, pages = read_back(copy_of(MANDATE, DRAWN))
    assert "parfois aussi celle qui décide" in text and "vous pouvez toujours demander vous-même" in text
    assert pages == 1
