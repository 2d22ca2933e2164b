"""Write a PDF again with only its visible pages: no scripts, links, attachments, hidden layers or metadata."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_PAGES

BROKEN = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    pikepdf.ForeignObjectError,
    pikepdf.DeletedObjectError,
    ValueError,
    RuntimeError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
)
"""What pikepdf raises where objects are not what their places ask for."""
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
)
"""What makes a page look as it does (ISO 32000-1, table 30); all else of it goes, scripts and annotations first."""
_HIDDEN = ("/Metadata", "/PieceInfo", "/AF", "/OPI", "/Ref", "/Alternates", "/AA", "/A", "/JS", "/EF", "/RF", "/Thumb")
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""In a stream: that its bytes lie in another file."""
RUNS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/GoTo3DView",
    "/Rendition", "/RichMediaExecute", "/Movie", "/Sound", "/Named", "/Hide", "/SetOCGState", "/Thread", "/Trans",
})  # fmt: skip
"""Kinds of actions (ISO 32000-1, 12.6.4)."""
_TYPES_OUT = frozenset({"/EmbeddedFile", "/Filespec", "/F", "/Action", "/Annot", "/Rendition", "/Metadata"})
_PROGRAMS = frozenset({"/PS", "/XML"})


def rewrite_pdf(data: bytes) -> bytes:
    """The pages of a PDF in a new one; what was written into a form or a note becomes part of its page.

    Raises `Refused` with `locked-pdf`, `too-many-pages`, `unreadable-form` or `broken-file`.
    """
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as source, pikepdf.new() as target:
            _check(source)
            form = source.Root.get("/AcroForm")
            if isinstance(form, Dictionary) and form.get("/NeedAppearances"):
                source.generate_appearance_streams()
            source.flatten_annotations("all")
            for page in source.pages:
                for key in set(page.obj.keys()) - PAGE_KEYS:
                    del page.obj[key]
                target.pages.append(page)
            _keep_layers(source, target)
            for dictionary in walk_pdf_dictionaries(target):
                _strip(dictionary)
            out = BytesIO()
            target.save(
                out,
                compress_streams=True,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                deterministic_id=True,
                fix_metadata_version=False,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
            return out.getvalue()
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED_PDF) from None
    except BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None


def _check(source: pikepdf.Pdf) -> None:
    """Before any page is touched."""
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form and source.Root.get("/NeedsRendering"):
        raise Refused(Refusal.UNREADABLE_FORM)  # its pages say « Please wait… », and one program alone draws the rest
    check_pages(source)


def check_pages(source: pikepdf.Pdf) -> None:
    """Raises `Refused`: `too-many-pages`, and `broken-file` for one that has none."""
    pages = len(source.pages)
    if pages > MOST_PAGES:
        raise Refused(Refusal.TOO_MANY_PAGES, most=MOST_PAGES)
    if not pages:
        raise Refused(Refusal.BROKEN_FILE)


def _keep_layers(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    """Which layers are shown: without it those that are hidden would appear."""
    layers = source.Root.get("/OCProperties")
    if isinstance(layers, Dictionary):
        target.Root["/OCProperties"] = target.copy_foreign(source.make_indirect(layers))


def walk_pdf_dictionaries(target: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream, also those inside others."""
    waiting = list(target.objects)
    while waiting:
        item = waiting.pop()
        if isinstance(item, Stream | Dictionary):
            yield item
            waiting += [value for _, value in item.items() if _direct(value)]
        elif isinstance(item, Array):
            waiting += [value for value in item if _direct(value)]


def _direct(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _strip(pdf_object: Any) -> None:
    """Take out what does not draw. A dictionary of names has no type, and may call a font `/A` or `/F`."""
    kind, action, subtype = (read_pdf_name(pdf_object.get(key)) for key in ("/Type", "/S", "/Subtype"))
    stream = isinstance(pdf_object, Stream)
    if kind in _TYPES_OUT or action in RUNS or (stream and subtype in _PROGRAMS):
        for key in set(pdf_object.keys()) - {"/Length"}:
            del pdf_object[key]
        if stream:
            pdf_object.write(b"")
        return
    for key in (*(_HIDDEN if stream or kind or "/JS" in pdf_object else ()), *(_ELSEWHERE if stream else ())):
        if key in pdf_object:
            del pdf_object[key]


def read_pdf_name(value: Any) -> str:
    """`/URI` for a name, "" for anything else."""
    return str(value) if isinstance(value, Name) else ""
