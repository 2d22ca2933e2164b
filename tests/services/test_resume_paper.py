"""The code to resume a draft, on paper."""

import pytest

from kiosk.errors import Refused
from kiosk.services import resume_paper, spooler
from kiosk.services.box import Box, open_box
from kiosk.services.papers import fonts
from kiosk.services.reader import NO_ONE, Reader
from kiosk.store import spool
from printers.renderers.text import TEXT_42
from tests.gestures import at_a_terminal

CODE = "KTM 4F7QA 9ZB3C"


def test_it_says_the_code_and_nothing_of_the_case(box: Box) -> None:
    slip = resume_paper.slip(box, "c" * 32, box.words(), Reader(left=CODE.encode()))
    assert CODE in TEXT_42.render(slip, fonts()).decode()
    with pytest.raises(Refused):
        resume_paper.slip(box, "c" * 32, box.words(), NO_ONE)


def test_its_words_are_in_memory_only(box: Box) -> None:
    """After a restart the draft is there, and its paper is not."""
    alone = at_a_terminal(box)
    with box.store.write() as db:
        spooler.queue(box, db, resume_paper.KIND, "", "c" * 32, None, alone, CODE.encode())
    secret = CODE.replace(" ", "").encode()
    assert not [each for each in box.settings.data.rglob("*") if each.is_file() and secret in each.read_bytes()]
    box.store.close()
    again = open_box(box.settings, box.clock)
    spooler.recover(again)
    assert spooler.print_due(again) == 0
    assert [job["state"] for job in spool.recent(again.store.read())] == ["canceled"]
    again.store.close()
