"""Write a PDF again with its visible pages alone (no scripts, links, files, metadata), or inspect one as it is."""

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
_RUNS = frozenset({
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
            form = source.Root.get("/AcroForm")
            if isinstance(form, Dictionary) and "/XFA" in form and source.Root.get("/NeedsRendering"):
                raise Refused(Refusal.UNREADABLE_FORM)  # its pages say « Please wait… », and one program draws the rest
            _check_pages(source)
            if isinstance(form, Dictionary) and form.get("/NeedAppearances"):
                source.generate_appearance_streams()
            source.flatten_annotations("all")
            for page in source.pages:
                for key in set(page.obj.keys()) - PAGE_KEYS:
                    del page.obj[key]
                target.pages.append(page)
            layers = source.Root.get("/OCProperties")
            if isinstance(layers, Dictionary):  # which are shown: without it those that are hidden would appear
                target.Root["/OCProperties"] = target.copy_foreign(source.make_indirect(layers))
            for dictionary in _walk_dictionaries(target):
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


def _check_pages(source: pikepdf.Pdf) -> None:
    """Raises `Refused`: `too-many-pages`, and `broken-file` for one that has none."""
    pages = len(source.pages)
    if pages > MOST_PAGES:
        raise Refused(Refusal.TOO_MANY_PAGES, most=MOST_PAGES)
    if not pages:
        raise Refused(Refusal.BROKEN_FILE)


def _walk_dictionaries(target: pikepdf.Pdf) -> Iterator[Any]:
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
    kind, action, subtype = (_read_name(pdf_object.get(key)) for key in ("/Type", "/S", "/Subtype"))
    stream = isinstance(pdf_object, Stream)
    if kind in _TYPES_OUT or action in _RUNS or (stream and subtype in _PROGRAMS):
        for key in set(pdf_object.keys()) - {"/Length"}:
            del pdf_object[key]
        if stream:
            pdf_object.write(b"")
        return
    for key in (*(_HIDDEN if stream or kind or "/JS" in pdf_object else ()), *(_ELSEWHERE if stream else ())):
        if key in pdf_object:
            del pdf_object[key]


def _read_name(value: Any) -> str:
    return str(value) if isinstance(value, Name) else ""


_LINKS = frozenset({"/URI", "/Named"})
"""Kinds of actions that lead to an address or to another page: for a link that somebody presses."""
_PLAYED = frozenset({"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
"""Kinds of annotations (ISO 32000-2, 12.5.6) that hold a file, or play one."""
_SCRIPTS = ("/JS", "/JavaScript", "/XFA")
_SHOWN_ELSEWHERE = ("/F", "/OPI", "/Ref")
"""In a stream: that what it shows lies in another file."""


def inspect_pdf_bytes(data: bytes) -> None:
    """Look at every object of a PDF, also those that no page shows.

    Raises `Refused`: `active-pdf` for one that runs, plays, sends or holds a file, `locked-pdf` for one that is
    encrypted, `too-many-pages`, and `broken-file`, also where readers would have to repair it, each in its own way.
    """
    if not data.startswith(b"%PDF-"):
        raise Refused(Refusal.BROKEN_FILE)
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused(Refusal.LOCKED_PDF)
            _check_pages(pdf)
            if any(_is_active(dictionary) for dictionary in _walk_dictionaries(pdf)):
                raise Refused(Refusal.ACTIVE_PDF)
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED_PDF) from None
    except (*BROKEN, MemoryError):
        raise Refused(Refusal.BROKEN_FILE) from None


def _is_active(item: Any) -> bool:
    kind, action = _read_name(item.get("/Subtype")), _read_name(item.get("/S"))
    if action in _RUNS - _LINKS or kind in _PLAYED or any(key in item for key in _SCRIPTS):
        return True
    if isinstance(item, Stream):
        holds = _read_name(item.get("/Type")) == "/EmbeddedFile"
        return holds or kind == "/PS" or any(key in item for key in _SHOWN_ELSEWHERE)
    return _acts_by_itself(item) or _has_file(item)


def _acts_by_itself(item: Any) -> bool:
    """Whether more than a view is opened where nobody pressed: with the document, with a page, under a pointer."""
    events = item.get("/AA")
    actions = [item.get("/OpenAction")]
    if isinstance(events, Dictionary):
        actions += [action for _, action in events.items()]
    return any(
        isinstance(action, Dictionary) and (_read_name(action.get("/S")) in _RUNS or "/Next" in action)
        for action in actions
    )


def _has_file(item: Any) -> bool:
    """Whether it is a file specification with the file in it; a font too may be called `/EF`."""
    files = item.get("/EF")
    return isinstance(files, Dictionary) and any(isinstance(file, Stream) for _, file in files.items())
