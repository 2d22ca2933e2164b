"""Errors of a box: forms, files, views and tables that fail, printers, and the work beside the screens."""

import logging
import warnings
from collections.abc import Callable
from io import BytesIO

from kiosk import logs
from kiosk.services.box.box import Actor
from kiosk.services.drafts import answer_step, join_files
from kiosk.services.loops.beside import Beside
from kiosk.services.papers.kinds.test_page import KIND
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case
from kiosk.store.database import DatabaseError, number
from printers.carriers.dummy import Dummy
from printers.errors import NotPrinted, Unknown
from tests.gallery.site.page import Page
from trials.canary.logs.site import Site, failing
from trials.canary.someone import PROCEDURE, Someone

NOBODY = Actor("", "", "")
_FAULTS = frozenset({400, 403, 404, 409, 413, 422, 429, 500, 503})


def wrong_answers(site: Site, who: Someone) -> None:
    """A page of answers, none of which is one; another with fields that nobody asked for."""
    step = _begun(site)
    page = _refused(site.desk.send(step.form("answer").with_values(dict.fromkeys(who.typed, words_of(who)))))
    form = page.form("answer").with_values({words_of(who): words_of(who), f"f.{who.mark}": words_of(who)})
    _refused(site.desk.send(form))


def foreign_forms(site: Site, who: Someone) -> None:
    """A form without its token, and one to a page that does not exist."""
    for path in (f"/procedures/{PROCEDURE}", f"/cases/{who.words[0]}/review", f"/{who.words[0]}"):
        answer = site.desk.client.post(path, data={"token": who.words[1], **who.typed})
        assert answer.status_code in _FAULTS, answer.status_code
    assert site.desk.client.get(f"/{who.words[0]}?{who.words[1]}={who.words[2]}").status_code == 404


def searches(site: Site, who: Someone) -> None:
    """Names and numbers at the desk that nobody has, and a code of a draft that is none."""
    for typed in who.words[:4]:
        answer = site.desk.client.post("/desk/find", data={"token": site.token(), "reference": typed})
        assert answer.status_code in {200, *_FAULTS}, answer.status_code
    with failing(follow_case, "find", KeyError(words_of(who))):
        form = {"token": site.token(), "reference": who.words[0]}
        assert site.desk.client.post("/desk/find", data=form).status_code in (429, 500)


def refused_files(site: Site, who: Someone) -> None:
    """Files that are none: words, a script that begins as a picture, a PDF that is cut, and a reader that fails."""
    name, data, _ = who.document()
    for content in (
        words_of(who).encode(),
        b"GIF89a<script>" + words_of(who).encode(),
        data[:40] + words_of(who).encode(),
    ):
        _join(site, name, content)
    with failing(join_files, "clean", RuntimeError(words_of(who))):
        _join(site, name, data)
    with failing(join_files, "add", OSError(28, words_of(who), name)):
        _join(site, name, data)


def failing_views(site: Site, who: Someone) -> None:
    """A fault of ours in a view, whose words quote what was typed, and of a table, whose words quote a row."""
    step = _begun(site)
    for error in (ValueError(words_of(who)), DatabaseError(f"UNIQUE constraint failed: {words_of(who)}")):
        with failing(answer_step, "answer", error):
            assert site.desk.send(step.form("answer").with_values(who.typed)).status == 500


def full_disk(site: Site, who: Someone) -> None:
    """A write that the disk does not take, in the middle of a transaction with answers."""
    step = _begun(site)
    with failing(type(site.box.store), "write", DatabaseError(f"disk I/O error near {words_of(who)}")):
        assert site.desk.send(step.form("answer").with_values(who.typed)).status in _FAULTS


def printers_that_fail(site: Site, who: Someone) -> None:
    """Printers that refuse, that may have printed, and whose driver ends with the paper's words."""
    box = site.box
    for error in (NotPrinted("paper-out"), Unknown("cut"), RuntimeError(words_of(who)), OSError(5, words_of(who))):
        with box.store.write() as db:
            print_queue.queue(box, db, KIND, "", "", None, NOBODY)
        with failing(Dummy, "carry", error):
            _beside(site, lambda: print_queue.print_due(box))
    assert number(box.store.read(), "SELECT count(*) FROM jobs") > 0


def work_beside(site: Site, who: Someone) -> None:
    """A loop that fails, a library that warns and logs, and an exception in what is collected as garbage."""

    def fail() -> None:
        warnings.warn(words_of(who), UserWarning, stacklevel=1)
        library = logging.getLogger("library")
        library.error("cannot read %s", words_of(who))
        raise LookupError(words_of(who)) from OSError(words_of(who))

    _beside(site, fail)


def lines_of_the_server(site: Site, who: Someone) -> None:
    """What the web server says of a request that it cannot read."""
    try:
        raise ValueError(words_of(who))
    except ValueError:
        logs.of_server(f"GET /{who.words[0]}", level=logging.ERROR, traceback=True)


PATHS = (
    wrong_answers, foreign_forms, searches, refused_files, failing_views, full_disk, printers_that_fail, work_beside,
    lines_of_the_server,
)  # fmt: skip


class _Once(Beside):
    """A loop that does one thing, once."""

    def __init__(self, site: Site, work: Callable[[], object]) -> None:
        super().__init__(site.box, "canary", None)
        self._work = work

    def _look(self) -> None:
        self._over = True
        self._woken.set()
        self._work()


def _beside(site: Site, work: Callable[[], object]) -> None:
    loop = _Once(site, work)
    loop.start()
    loop.join(60)
    assert not loop.is_alive()


def words_of(who: Someone) -> str:
    """Everything that is looked for, in one text."""
    return " ".join(who.words)


def _begun(site: Site) -> Page:
    return site.desk.send(site.desk.get(f"/procedures/{PROCEDURE}").form("begin"))


def _join(site: Site, name: str, content: bytes) -> None:
    place = f"/cases/{_begun(site).path.split('/')[2]}/documents/proof"
    form = {"token": site.token(), "file": (BytesIO(content), name)}
    answer = site.desk.client.post(place, data=form, content_type="multipart/form-data")
    assert answer.status_code in _FAULTS, answer.status_code


def _refused(page: Page) -> Page:
    assert page.status in _FAULTS, page.status
    return page
