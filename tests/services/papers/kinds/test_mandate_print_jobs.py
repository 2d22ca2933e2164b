"""Print jobs become the papers of a mandate, for who can read it."""

import pytest
from msgspec.structs import replace

from kiosk.domain.printing.print_job import Tray
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import PAPERS
from kiosk.services.spool import print_queue
from printers.renderers.text import TEXT_42
from tests.gallery.site.mandated import DRAWN, TERMS, use


def words_of(box: Box, kind: str, mandate_id: str, actor: Actor) -> str:
    slip = papers.paper_of(kind).make(box, mandate_id, box.words(), Reader(actor))
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def test_each_paper_says_what_it_is(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder).mandate
    use(box, made.id, holder)
    assert "Pour la personne" in words_of(box, "mandate", made.id, holder)
    assert "Pour la mairie" in words_of(box, "mandate-kept", made.id, holder)
    assert "SA 1001 K" in words_of(box, "mandate-uses", made.id, holder)
    with pytest.raises(Refused, match="nothing-to-print"):
        words_of(box, "mandate-revoked", made.id, holder)
    mandates.revoke(box, made.id, "Jeanne Martin", holder)
    assert "Votre mandat est arrêté" in words_of(box, "mandate-revoked", made.id, holder)


def test_papers_speak_the_language_in_which_the_person_agreed(box: Box, holder: Actor) -> None:
    made = mandates.make(box, replace(TERMS, language="en"), DRAWN, holder).mandate
    assert "If I change my mind" in words_of(box, "mandate", made.id, holder)


def test_nobody_else_can_make_them(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder).mandate
    of_mandates = [paper for paper in PAPERS if paper.tray == Tray.MANDATES]
    assert len(of_mandates) == 4
    for paper in of_mandates:
        with pytest.raises(Refused, match="nothing-to-print"):
            paper.make(box, made.id, box.words(), NO_ONE)


def test_the_copies_come_out_of_the_printer(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder).mandate
    mandates.revoke(box, made.id, "Jeanne Martin", holder)
    mandates.print_again(box, "mandate-uses", made.id, holder)
    assert print_queue.print_due(box) == 4
