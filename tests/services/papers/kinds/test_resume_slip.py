"""The code to resume a draft, on paper."""

import pytest

from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box.box import Box, open_box
from kiosk.services.papers.kinds import resume_slip
from kiosk.services.papers.papers import fonts
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from printers.renderers.text import TEXT_42
from tests.gallery.site.gestures import at_a_terminal

CODE = "KTM 4F7QA 9ZB3C"


def test_it_says_the_code_and_nothing_of_the_case(box: Box) -> None:
    slip = resume_slip.slip(box, "c" * 32, box.words(), Reader(left=CODE.encode()))
    assert CODE in TEXT_42.render(slip, fonts()).decode()
    with pytest.raises(Refused):
        resume_slip.slip(box, "c" * 32, box.words(), NO_ONE)


def test_its_words_are_in_memory_only(box: Box) -> None:
    """After a restart the draft is there, and its paper is not."""
    alone = at_a_terminal(box)
    with box.store.write() as db:
        print_queue.queue(box, db, resume_slip.KIND, "", "c" * 32, None, alone, CODE.encode())
    secret = CODE.replace(" ", "").encode()
    assert not [path for path in box.settings.data.rglob("*") if path.is_file() and secret in path.read_bytes()]
    box.store.close()
    again = open_box(box.settings, box.clock)
    print_queue.recover(again)
    assert print_queue.print_due(again) == 0
    assert [job.state for job in spool.recent(again.store.read())] == ["canceled"]
    again.store.close()
