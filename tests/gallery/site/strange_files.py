"""Small files of every accepted kind, made here, for tests of file cleaning and for fuzzing."""

from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF")
_MODES = {
    "JPEG": ("RGB", "L", "CMYK"), "PNG": ("RGB", "RGBA", "P", "1", "L", "I;16"), "WEBP": ("RGB", "RGBA"),
    "GIF": ("P", "L"), "TIFF": ("RGB", "1", "L", "CMYK"), "BMP": ("RGB", "1"), "HEIF": ("RGB", "RGBA"),
}  # fmt: skip


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A picture of that format: red on the left, blue on the right, so that a rotation shows."""
    pillow_heif.register_heif_opener()
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.convert("L").convert(mode).save(out, format) if mode == "I;16" else image.convert(mode).save(
        out, format, **more
    )
    return out.getvalue()


def pictures() -> list[bytes]:
    made = [picture(format, mode, (24, 16)) for format, modes in _MODES.items() for mode in modes]
    return [
        *made,
        picture("JPEG", size=(24, 16), progressive=True),
        picture("TIFF", size=(24, 16), compression="tiff_lzw"),
    ]


def plain_pdf(words: str = "Bonjour", pages: int = 1) -> Pdf:
    """A PDF with these words on each page, in Helvetica."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(300, 200))
        page = pdf.pages[-1]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))  # a font may be called as an action is
        page.obj.Contents = pdf.make_stream(b"BT /F 18 Tf 20 100 Td (" + words.encode() + b") Tj ET")
    return pdf


def form_pdf(answer: str = "Ahmadou") -> Pdf:
    """A PDF form filled on a computer: the answer stands in a field, and on no page."""
    pdf = plain_pdf()
    shown = pdf.make_stream(
        b"/Tx BMC q BT /F 12 Tf 2 5 Td (" + answer.encode() + b") Tj ET Q EMC",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20]), Resources=pdf.pages[0].obj.Resources,
    )  # fmt: skip
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V=answer, Rect=Array([20, 40, 220, 60]),
            F=4, AP=Dictionary(N=shown), AA=Dictionary(K=_script("app.alert('typed')")),
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA="<xfa/>", CO=Array([field]))
    return pdf


def signed_pdf() -> bytes:
    """A PDF with the field of a signature, a link and the page that it opens at; its signature is nobody's."""
    pdf = plain_pdf()
    signature = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), SubFilter=Name("/ETSI.CAdES.detached"),
        ByteRange=Array([0, 100, 200, 300]), Contents=b"\0" * 64,
    )  # fmt: skip
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="Signature", V=pdf.make_indirect(signature),
        Rect=Array([0, 0, 0, 0]), F=132,
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].obj.Annots[0]]), SigFlags=3)
    pdf.pages[0].obj.Annots.append(_link("https://mairie.example"))
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
    return saved(pdf)


def _link(address: str) -> Dictionary:
    rect = Array([0, 0, 50, 50])
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=Dictionary(S=Name.URI, URI=address))


def hostile_pdf() -> Pdf:
    """A PDF with everything that could harm a reader."""
    pdf = form_pdf()
    page = pdf.pages[0].obj
    inner = pdf.make_stream(b"MZ evil program", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F="evil.exe", UF="evil.exe", EF=Dictionary(F=inner))
    pdf.Root.OpenAction = _script("app.launchURL('http://evil.example')")
    pdf.Root.AA = Dictionary(WC=_script("closing()"))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["a", _script("named()")])),
        EmbeddedFiles=Dictionary(Names=Array(["evil.exe", file])),
    )
    pdf.Root.Metadata = pdf.make_stream(b"<x>Auteur Secret</x>", Type=Name.Metadata, Subtype=Name.XML)
    pdf.docinfo["/Author"] = "Auteur Secret"
    page.AA = Dictionary(O=_script("opened()"))
    page.PieceInfo = Dictionary(App=Dictionary(Private="Auteur Secret"))
    page.AF = Array([file])
    rect = Array([0, 0, 50, 50])
    annotations: tuple[dict[str, Any], ...] = (
        {"Subtype": Name.Link, "A": Dictionary(S=Name.URI, URI="http://evil.example")},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.Launch, F="cmd.exe")},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.GoToR, F="file:///etc/passwd", D=Array([0, Name.Fit]))},
        {"Subtype": Name.FileAttachment, "FS": file},
        {"Subtype": Name.RichMedia, "RichMediaContent": Dictionary(Assets=Dictionary(Names=Array(["a", file])))},
        {"Subtype": Name.Screen, "A": Dictionary(S=Name.Rendition, JS="rendered()")},
    )
    for more in annotations:
        page.Annots.append(pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=rect, **more)))
    page.Resources.XObject = Dictionary(
        X=pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=rect, AF=Array([file]),
                          OPI=Dictionary({"/2.0": Dictionary(F="http://evil.example")}), Ref=Dictionary(F=file)),
        P=pdf.make_stream(b"(evil) run", Type=Name.XObject, Subtype=Name.PS),
        E=pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=rect, F="file:///etc/passwd"),
    )  # fmt: skip
    return pdf


def saved(pdf: Pdf, **more: Any) -> bytes:
    out = BytesIO()
    pdf.save(out, fix_metadata_version=False, **more)
    return out.getvalue()


def pdfs() -> list[bytes]:
    made = (plain_pdf(pages=2), form_pdf(), hostile_pdf())
    modes = (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate)
    return [saved(pdf, object_stream_mode=mode, compress_streams=mode == modes[1]) for pdf in made for mode in modes]


def _script(code: str) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.JavaScript, JS=code)
