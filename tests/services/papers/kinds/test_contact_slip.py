"""« Joindre la mairie » on paper."""

import dataclasses

from msgspec.structs import replace

from kiosk.domain.time.hours_as_written import read
from kiosk.services.access.key_holder import NO_ONE
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import contact_slip
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from printers.slip import Pair


def test_the_slip_has_what_the_town_hall_said_and_no_empty_line(box: Box) -> None:
    slip = contact_slip.slip(box, contact_slip.KIND, box.words(), NO_ONE)
    pairs = {block.label: block.value for block in slip.blocks if isinstance(block, Pair)}
    assert pairs["Téléphone"] == "02 99 00 00 00"
    assert pairs["Heures d’ouverture"] == "lundi à vendredi, 9 h à 17 h"
    assert "Courriel" not in pairs
    with_mail = dataclasses.replace(box, site=replace(box.site, email="mairie@saint-aubin.example"))
    assert "Courriel" in str(contact_slip.slip(with_mail, contact_slip.KIND, box.words(), NO_ONE).blocks)


def test_hours_as_tables_are_said_in_the_papers_language(box: Box) -> None:
    opening = read([{"days": "lundi", "open": "9h-12h"}])
    site = replace(box.site, hours="", opening=opening)
    slip = contact_slip.slip(dataclasses.replace(box, site=site), contact_slip.KIND, box.words("en"), NO_ONE)
    pairs = {block.label: block.value for block in slip.blocks if isinstance(block, Pair)}
    assert any(value.startswith("Monday: 9:00") for value in pairs.values())


def test_it_prints_with_nobody_signed_in_and_none_is_marked_as_a_copy(box: Box) -> None:
    for _ in range(2):
        with box.store.write() as db:
            print_queue.queue(box, db, contact_slip.KIND, "", contact_slip.KIND, None, Actor())
    assert print_queue.print_due(box) == 2
    jobs = spool.recent(box.store.read())
    assert {job.copy for job in jobs} == {1}
    assert papers.slip_of(box, jobs[0], NO_ONE).title == "Joindre la mairie"
