"""A PDF keeps its pages and what was written into them, and loses all that runs, links, hides or tells.
A PDF that is to stay as it is may only be read: what runs, plays, sends or holds a file is refused.
"""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from kiosk.errors import Refused
from kiosk.files.clean_file import inspect_pdf
from kiosk.files.pdf import inspect_pdf_bytes, rewrite_pdf
from tests.gallery.site.strange_files import form_pdf, hostile_pdf, plain_pdf, saved, signed_pdf

BARE = (
    b"JavaScript", b"/JS", b"/AA", b"OpenAction", b"Launch", b"/URI", b"evil", b"EmbeddedFile", b"Filespec", b"/XFA",
    b"AcroForm", b"RichMedia", b"Rendition", b"Secret", b"Metadata", b"PieceInfo", b"/AF", b"/OPI", b"passwd",
    b"/Annot", b"GoToR", b"/Names", b"(evil) run", b"MZ ",
)  # fmt: skip


def opened_up(data: bytes) -> bytes:
    """Every object of the file, uncompressed."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return saved(
            pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )  # fmt: skip


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def test_the_pages_stay_as_they_read() -> None:
    cleaned = rewrite_pdf(saved(plain_pdf("Acte de naissance", pages=3)))
    assert text_of(cleaned).count("Acte de naissance") == 3


def test_nothing_runs_links_hides_or_tells_any_more() -> None:
    before = opened_up(saved(hostile_pdf()))
    assert not [feature for feature in BARE if feature not in before], "the sample does all of it"
    cleaned = opened_up(rewrite_pdf(saved(hostile_pdf())))
    assert not [feature for feature in BARE if feature in cleaned]
    assert b"Bonjour" in cleaned


def test_what_was_typed_into_a_form_stays_on_its_page() -> None:
    assert "Ahmadou" in text_of(rewrite_pdf(saved(form_pdf("Ahmadou"))))


def test_a_form_whose_fields_are_drawn_by_the_reader_keeps_its_answers() -> None:
    pdf = form_pdf("Ahmadou")
    del pdf.pages[0].obj.Annots[0].AP
    pdf.pages[0].obj.Annots[0].DA = "/F 12 Tf"
    pdf.Root.AcroForm.NeedAppearances = True
    pdf.Root.AcroForm.DR = pdf.pages[0].obj.Resources
    assert "Ahmadou" in text_of(rewrite_pdf(saved(pdf)))


def test_a_layer_that_was_hidden_stays_hidden() -> None:
    pdf = plain_pdf()
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Brouillon"))
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    )
    pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(Layer=layer)
    with pikepdf.open(BytesIO(rewrite_pdf(saved(pdf)))) as cleaned:
        hidden = cleaned.Root.OCProperties.D.OFF[0]
        assert hidden.objgen == cleaned.pages[0].obj.Resources.Properties.Layer.objgen


def test_a_pdf_that_opens_without_a_password_is_taken_and_is_not_locked_any_more() -> None:
    locked = saved(plain_pdf(), encryption=pikepdf.Encryption(owner="owner", user=""))
    cleaned = rewrite_pdf(locked)
    assert "Bonjour" in text_of(cleaned)
    assert not pypdf.PdfReader(BytesIO(cleaned)).is_encrypted


def test_a_pdf_that_asks_for_a_password_is_refused() -> None:
    with pytest.raises(Refused, match="locked-pdf"):
        rewrite_pdf(saved(plain_pdf(), encryption=pikepdf.Encryption(owner="owner", user="secret")))


def test_a_hundred_pages_are_taken_and_one_more_is_not() -> None:
    assert len(pypdf.PdfReader(BytesIO(rewrite_pdf(saved(plain_pdf(pages=100))))).pages) == 100
    with pytest.raises(Refused, match="too-many-pages"):
        rewrite_pdf(saved(plain_pdf(pages=101)))


def test_a_form_that_one_program_alone_draws_is_refused() -> None:
    pdf = form_pdf()
    pdf.Root.NeedsRendering = True
    with pytest.raises(Refused, match="unreadable-form"):
        rewrite_pdf(saved(pdf))


def test_what_only_begins_as_a_pdf_is_refused() -> None:
    for broken in (b"%PDF-1.7\n", b"%PDF-1.4 <script>", saved(plain_pdf(pages=2))[:300]):
        with pytest.raises(Refused, match="broken-file"):
            rewrite_pdf(broken)


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
