"""A PDF that is to stay as it is may only be read: what runs, plays, sends or holds a file is refused."""

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from kiosk.errors import Refused
from kiosk.files.clean_file import inspect_pdf
from kiosk.files.pdf import inspect_pdf_bytes
from tests.gallery.site.strange_files import form_pdf, hostile_pdf, plain_pdf, saved, signed_pdf


def _refused(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        inspect_pdf_bytes(data)
    return refused.value.code


def _action(**more: object) -> Dictionary:
    return Dictionary(Type=Name.Action, **more)


def _on_opening(pdf: Pdf, **action: object) -> None:
    pdf.Root.OpenAction = _action(**action)


def _annotated(pdf: Pdf, **annotation: object) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **annotation)])


def _draws(pdf: Pdf, **stream: object) -> None:
    form = pdf.make_stream(b"", Type=Name.XObject, BBox=Array([0, 0, 9, 9]), **stream)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)


def _holds(pdf: Pdf) -> None:
    inner = pdf.make_stream(b"MZ program")
    pdf.Root.AF = Array([Dictionary(F="a.exe", EF=Dictionary(F=inner))])


def _is_xfa(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA="<xfa/>")


def _waits_in_a_tree(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", Dictionary()])))


def _on_a_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=_action(S=Name.URI, URI="https://a.example"))


def _after_another(pdf: Pdf) -> None:
    _annotated(
        pdf, Subtype=Name.Link, A=_action(S=Name.URI, URI="https://a.example", Next=Array([_action(S=Name.Launch)]))
    )


ACTIVE: dict[str, Callable[[Pdf], None]] = {
    "a script": lambda pdf: _on_opening(pdf, S=Name.JavaScript, JS="app.alert(1)"),
    "a script of no known kind": lambda pdf: _on_opening(pdf, JS="app.alert(1)"),
    "a script in a tree": _waits_in_a_tree,
    "a program": lambda pdf: _annotated(pdf, Subtype=Name.Link, A=_action(S=Name.Launch, F="cmd.exe")),
    "a program after a link": _after_another,
    "an address that nobody pressed": lambda pdf: _on_opening(pdf, S=Name.URI, URI="https://a.example"),
    "an address on a page": _on_a_page,
    "another file": lambda pdf: _on_opening(pdf, S=Name.GoToR, F="file:///etc/passwd"),
    "a form that sends": lambda pdf: _annotated(pdf, Subtype=Name.Widget, A=_action(S=Name.SubmitForm)),
    "a film": lambda pdf: _annotated(pdf, Subtype=Name.RichMedia),
    "a file in a note": lambda pdf: _annotated(pdf, Subtype=Name.FileAttachment),
    "a file": _holds,
    "a dynamic form": _is_xfa,
    "a program for printers": lambda pdf: _draws(pdf, Subtype=Name.PS),
    "a picture from elsewhere": lambda pdf: _draws(pdf, Subtype=Name.Form, F="https://a.example/a"),
}  # fmt: skip


def test_what_only_shows_links_or_is_signed_may_pass() -> None:
    for data in (saved(plain_pdf(pages=3)), signed_pdf(), signed_pdf() + b"\n% a line behind the end\n"):
        inspect_pdf_bytes(data)
        inspect_pdf(data)


def test_what_runs_plays_sends_or_holds_a_file_is_refused() -> None:
    modes = (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate)
    for name, make in ACTIVE.items():
        for mode in modes:
            make(pdf := plain_pdf())
            assert _refused(saved(pdf, object_stream_mode=mode)) == "active-pdf", name
    assert _refused(saved(form_pdf())) == _refused(saved(hostile_pdf())) == "active-pdf"


def test_a_name_that_is_written_in_another_way_is_the_same_name() -> None:
    _on_opening(pdf := plain_pdf(), JS="abcd")
    plain = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hidden = plain.replace(b"/JS (abcd)", b"/#4aS (ab)")
    assert hidden != plain and _refused(hidden) == "active-pdf"


def test_what_readers_would_open_in_different_ways_is_refused() -> None:
    whole = saved(plain_pdf(pages=2))
    for broken in (b"", b"%PDF-1.7\n", whole[:300], whole[:-10], b"<script>\n" + whole):
        assert _refused(broken) == "broken-file"


def test_one_that_is_encrypted_is_refused_with_and_without_a_password() -> None:
    for user in ("", "secret"):
        assert _refused(saved(plain_pdf(), encryption=pikepdf.Encryption(owner="owner", user=user))) == "locked-pdf"


def test_a_hundred_pages_pass_and_one_more_does_not() -> None:
    inspect_pdf_bytes(saved(plain_pdf(pages=100)))
    assert _refused(saved(plain_pdf(pages=101))) == "too-many-pages"
    with pytest.raises(Refused, match="too-many-pages"):
        inspect_pdf(saved(plain_pdf(pages=101)))
