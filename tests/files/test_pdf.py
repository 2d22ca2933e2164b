"""A PDF keeps its pages and what was written into them, and loses all that runs, links, hides or tells."""

from io import BytesIO

import pikepdf
import pypdf
import pytest

from kiosk.errors import Refused
from kiosk.files.pdf import rewrite_pdf
from tests.gallery.site.strange_files import form_pdf, hostile_pdf, plain_pdf, saved

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
