"""Only what was sealed for this page, this file and this paper is opened; it is cleaned as at a box."""

from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select

from hub.files.kept_file import PART
from hub.files.opened_file import open_file
from hub.hub import Hub
from hub.store.schema import telephone_file
from hub.telephone import opening, parts
from tests.gallery.site.strange_files import picture, plain_pdf
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import Item

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""

FILE, OTHER = "a" * 32, "b" * 32
PHOTO = picture("JPEG")


def kept(hub: Hub) -> int:
    with hub.store.reading() as connection:
        return len(connection.execute(select(telephone_file.c.id)).all())


def locked_pdf() -> bytes:
    out = BytesIO()
    plain_pdf().save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


REFUSED = (
    (b"MZ a program", "not-a-document"),
    (locked_pdf(), "locked-pdf"),
    (PHOTO[:200], "broken-file"),
    (b"", "empty-file"),
)


def test_what_cannot_be_cleaned_is_refused_in_words_and_nothing_of_it_stays(telephone: Telephone, hub: Hub) -> None:
    assert telephone.put(OTHER, PHOTO)[0] == 200
    for data, code in REFUSED:
        status, answer = telephone.put(FILE, data, name="carte.jpg")
        assert (status, answer["refused"], answer["says"].endswith(".")) == (422, code, True)
        assert kept(hub) == 1, "the other file is not lost"
        assert not list(hub.objects.below(f"aa/{FILE}/"))
    assert telephone.send(OTHER)[0] == 200


def test_what_runs_or_is_hidden_in_a_file_does_not_stay(telephone: Telephone, hub: Hub, asked: Item) -> None:
    pdf, out = plain_pdf(), BytesIO()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.save(out)
    assert telephone.put(FILE, out.getvalue(), name="../../bail.exe.pdf")[0] == 200
    telephone.send(FILE)
    assert b"JavaScript" not in b"".join(open_file(hub, asked["stream"], FILE))


def test_bytes_in_clear_are_refused(telephone: Telephone, hub: Hub) -> None:
    assert telephone.part(FILE, PHOTO)[1]["refused"] == "not-sealed"
    assert kept(hub) == 0


def test_a_flipped_byte_another_key_another_file_and_another_paper_are_refused(telephone: Telephone, hub: Hub) -> None:
    (paper,) = telephone.papers
    good = telephone.sealed(FILE, paper, PHOTO)
    first_page = telephone.place
    for wrong in (
        good[:-1] + bytes([good[-1] ^ 1]),
        telephone.sealed(OTHER, paper, PHOTO),
        telephone.sealed(FILE, "0" * 32, PHOTO),
    ):
        assert telephone.part(FILE, wrong)[1]["refused"] == "not-sealed"
    telephone.open()
    assert telephone.place.get("data-key") != first_page.get("data-key"), "each page has a key of its own"
    assert telephone.part(FILE, good)[1]["refused"] == "not-sealed"
    assert kept(hub) == 0


def test_a_file_is_opened_once_however_often_its_last_part_comes(telephone: Telephone, hub: Hub) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], PHOTO)
    answers = [telephone.part(FILE, sealed) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 200
    names = [stored.name for stored in hub.objects.below(f"aa/{FILE}/")]
    assert len(names) == 1 and not names[0].endswith(PART), "the sealed parts are gone"


def test_a_file_that_waits_for_its_turn_is_asked_for_again(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT_S", 0.01)
    sealed = telephone.sealed(FILE, telephone.papers[0], PHOTO)
    with opening._ONE_AT_A_TIME:
        assert telephone.part(FILE, sealed) == (503, {"later": 3})
    assert telephone.part(FILE, sealed)[0] == 200


def test_more_than_ten_megabytes_are_refused_before_they_are_sent(telephone: Telephone, hub: Hub) -> None:
    answer = telephone.part(FILE, PHOTO, size=str(parts.MOST_SEALED + 1))[1]
    assert (answer["refused"], "10" in answer["says"], kept(hub)) == ("file-too-large", True, 0)
