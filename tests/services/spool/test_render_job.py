"""The bytes of a job, made when it prints."""

import dataclasses

from msgspec.structs import replace

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.catalogue.define.live_catalogue import LiveCatalogue
from kiosk.services.box.box import Box, shipped_procedures
from kiosk.services.papers.kinds import checklist
from kiosk.services.printers.printer_choice import renderer_of
from kiosk.services.spool import print_queue, render_job
from kiosk.store.printing import spool
from printers.renderers.pdf import A4
from tests.gallery.site.gestures import at_a_terminal, helped, submitted, submitted_alone

TEXT = renderer_of("text-42")


def said(box: Box) -> str:
    """The newest job, in letters."""
    job = spool.recent(box.store.read(), limit=1)[0]
    return (render_job.render(box, job, TEXT, 1) or b"").decode()


def test_at_a_terminal_initials_and_at_a_desk_names(box: Box) -> None:
    submitted_alone(box, at_a_terminal(box))
    alone = said(box)
    assert "M. B." in alone and "Benali" not in alone and "1965" not in alone
    assert "acte de naissance" in alone, "its title is anyone's business"
    submitted(box)
    assert "Benali" in said(box)


def test_a_discreet_procedure_is_not_named_at_a_terminal(box: Box) -> None:
    """The town hall's own file says so of one that ships."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = box.settings.paths.procedures
    own.mkdir(exist_ok=True)
    (own / "birth-certificate.yaml").write_text(f"{shipped}\ndiscreet: oui\n", "utf-8")
    box = dataclasses.replace(box, live_catalogue=LiveCatalogue(open_catalogue([shipped_procedures(), own])))
    submitted_alone(box, at_a_terminal(box))
    assert "Votre démarche" in said(box) and "acte de naissance" not in said(box).split("Et maintenant")[0]
    submitted(box)
    assert "Votre démarche" not in said(box) and "acte de naissance" in said(box)


def test_nor_is_it_on_the_list_of_what_to_bring(box: Box) -> None:
    with box.store.write() as db:
        print_queue.queue(box, db, checklist.KIND, "", "emergency-aid", None, at_a_terminal(box))
    assert "Votre démarche" in said(box) and "aide ponctuelle" not in said(box)


def test_copies_are_counted_from_what_came_out(box: Box) -> None:
    submitted(box)
    db = box.store.read()
    (job,) = spool.recent(db)
    assert render_job.next_copy(db, job) == 1
    print_queue.print_due(box)
    assert render_job.next_copy(db, job) == 2
    assert render_job.next_copy(db, replace(job, kind="attestation")) == 2
    assert render_job.next_copy(db, replace(job, kind=checklist.KIND)) == 1


def test_large_print_is_for_who_reads_large(box: Box) -> None:
    submitted(box, actor=dataclasses.replace(helped(box), large=True))
    submitted(box)
    assert [job.large for job in spool.recent(box.store.read())] == [0, 1]
    made = {job.large: render_job.render(box, job, A4, 1) for job in spool.recent(box.store.read())}
    assert made[0] != made[1]
