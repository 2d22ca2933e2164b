"""The document around the rows of a PDF: its pages, its metadata (XMP, PDF/UA-1) and its tree (ISO 32000-1, 14.7)."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from printers.paper.marks import Box, Mark, Row, Tag, Words, moved
from printers.paper.words import clean
from printers.slip import Block, Heading, Items, Slip, Translated

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

LEAST_LAST = 0.15
"""The part of a page that the last one of several holds at least, where what stands before can be moved to it."""
_STEPS = 12
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"{space}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li><rdf:li xml:lang="{tongue}">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{tongue}</rdf:li></rdf:Bag></dc:language>{claim}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""  # noqa: E501 (white space in a packet is content)
_SPACE = ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
_CLAIM = "\n<pdfuaid:part>1</pdfuaid:part>"


@dataclass(frozen=True, slots=True)
class Page:
    """The marks of one page, and the height that they use, in points."""

    marks: tuple[Mark, ...]
    height: float


def balanced(rows: tuple[Row, ...], height: float) -> tuple[Page, ...]:
    """Pages as `paginate` makes them, ended earlier where the last one would hold only a few lines."""
    pages = paginate(rows, height)
    for step in range(1, _STEPS + 1):
        if len(pages) == 1 or pages[-1].height >= LEAST_LAST * height:
            break
        sooner = paginate(rows, height * (1 - step * LEAST_LAST / _STEPS))
        if len(sooner) == len(pages):
            pages = sooner
    return pages


def paginate(rows: tuple[Row, ...], height: float) -> tuple[Page, ...]:
    """Put rows in order on pages of `height` points; at least one page, and a page of its own for a taller row."""
    pages: list[Page] = []
    marks: list[Mark] = []
    used = 0.0
    for group in _groups(rows):
        needed = sum(row.gap + row.height for row in group)
        fits_alone = needed - group[0].gap <= height
        if used and used + needed > height and fits_alone:
            pages.append(Page(tuple(marks), used))
            marks, used = [], 0.0
        for row in group:
            gap = row.gap if used else 0.0
            if used and used + gap + row.height > height:
                pages.append(Page(tuple(marks), used))
                marks, used, gap = [], 0.0, 0.0
            marks.extend(moved(mark, 0, used + gap) for mark in row.marks)
            used += gap + row.height
    return (*pages, Page(tuple(marks), used))


def _groups(rows: tuple[Row, ...]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    open_group = False
    for row in rows:
        if open_group:
            groups[-1].append(row)
        else:
            groups.append([row])
        open_group = row.keep_with_next
    return groups


def title_of(slip: Slip) -> str:
    """The document's title on one line."""
    return " ".join(clean(slip.title).split())


def xmp_packet(slip: Slip) -> str:
    """The XMP packet of a slip."""
    claims = is_for_everyone(slip)
    return _PACKET.format(
        title=escape(title_of(slip)),
        tongue=escape(slip.language),
        space=_SPACE if claims else "",
        claim=_CLAIM if claims else "",
    )


def is_for_everyone(slip: Slip) -> bool:
    """Whether a paper may claim PDF/UA-1 as far as its words decide: a title, a language, headings that skip no level.

    What does not depend on the words (tags, fonts, order, alternatives) is the same on every paper, and tested.
    """
    levels = [level for block in slip.blocks for level in _levels(block)]
    steps = zip([0, *levels], levels, strict=False)
    return bool(title_of(slip) and slip.language and levels) and all(after <= before + 1 for before, after in steps)


def _levels(block: Block) -> tuple[int, ...]:
    if isinstance(block, Translated):
        return _levels(block.block)
    if isinstance(block, Heading):
        return (block.level,)
    return (3,) if isinstance(block, Items) and block.title else ()


def add_metadata(canvas: "Canvas", slip: Slip) -> None:
    """Add the packet to the document, uncompressed, so that programs that know no PDF find it."""
    from reportlab.pdfbase import pdfdoc

    kind = {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(kind), xmp_packet(slip).encode("utf-8"), filters=[])
    canvas.setCatalogEntry("Metadata", stream)


class Structure:
    """Collects marks in reading order while pages are drawn, then adds the tree to the document."""

    def __init__(self) -> None:
        self._marked: dict[Tag, list[tuple[int, int]]] = {}
        self._lines: dict[Tag, list[str]] = {}
        self._reordered: set[Tag] = set()
        self._owners: list[list[Tag]] = []

    def begin(self, mark: Mark, page: int) -> str:
        """The PDF operator that opens a mark on a page (counted from 0); a mark without a tag is an artifact."""
        while len(self._owners) <= page:
            self._owners.append([])
        tag = None if isinstance(mark, Box) else mark.tag
        actual = ""
        if isinstance(mark, Words):
            if mark.logical is not None:
                # Copying, searching and reading aloud use the logical text, not the shaped one in visual order.
                # Never with the role Span: poppler would reverse the text again.
                actual = f" /ActualText <FEFF{mark.logical.encode('utf-16-be').hex().upper()}>"
            if tag:
                self._lines.setdefault(tag, []).append(_logical(mark))
                if actual:
                    self._reordered.add(tag)
        if tag is None:
            return f"/Artifact <<{actual} >> BDC" if actual else "/Artifact BMC"
        number = len(self._owners[page])
        self._owners[page].append(tag)
        self._marked.setdefault(tag, []).append((page, number))
        return f"/{tag.role} <</MCID {number}{actual}>> BDC"

    def add_to(self, canvas: "Canvas") -> None:
        """Add the tree to the document, after its last page is shown and before it is saved."""
        from reportlab.pdfbase import pdfdoc

        pages = canvas.getCatalogEntry("Pages").pages
        for number, page in enumerate(pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, pdfdoc.PDFName("S")
        structure = self

        class Tree(pdfdoc.PDFObject):
            """The root of the tree; only when it is written does reportlab hand over the document it is written to."""

            def format(self, document: Any) -> Any:
                return structure._root(self, pages, document, pdfdoc).format(document)

        canvas.setCatalogEntry("StructTreeRoot", Tree())
        canvas.setCatalogEntry("MarkInfo", pdfdoc.PDFDictionary({"Marked": "true"}))

    def _root(self, tree: Any, pages: list[Any], document: Any, pdfdoc: Any) -> Any:
        """The dictionary of the root, whose object in the document is `tree`, and all objects below it."""
        whole = pdfdoc.PDFDictionary()
        made = {tag: pdfdoc.PDFDictionary() for tag in self._marked}
        kids: dict[Tag | None, list[Any]] = {None: []}
        for tag in self._marked:
            self._adopt(tag, made, kids, document, pdfdoc)
        top, up = document.Reference(tree), document.Reference(whole)
        for tag, element in made.items():
            parent = document.Reference(made[tag.within]) if tag.within else up
            element.dict = {
                "Type": pdfdoc.PDFName("StructElem"),
                "S": pdfdoc.PDFName(tag.role),
                "P": parent,
                "K": pdfdoc.PDFArray([*kids.get(tag, ()), *self._content(tag, pages, document, pdfdoc)]),
            }
            if tag.language:
                element["Lang"] = pdfdoc.PDFString(tag.language)
            if tag.alt:
                element["Alt"] = pdfdoc.PDFString(clean(tag.alt))
            if tag in self._reordered:
                element["ActualText"] = pdfdoc.PDFString(" ".join(self._lines[tag]))
            if tag.numbering:
                how = {"O": pdfdoc.PDFName("List"), "ListNumbering": pdfdoc.PDFName(tag.numbering)}
                element["A"] = pdfdoc.PDFDictionary(how)
        whole.dict = {
            "Type": pdfdoc.PDFName("StructElem"),
            "S": pdfdoc.PDFName("Document"),
            "P": top,
            "K": pdfdoc.PDFArray(kids[None]),
        }
        numbers: list[Any] = []
        # A page on which nothing is read owns nothing.
        owned = [*self._owners, *([] for _ in range(len(pages) - len(self._owners)))]
        for number, owners in enumerate(owned):
            numbers += [number, pdfdoc.PDFArray([document.Reference(made[tag]) for tag in owners])]
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("StructTreeRoot"),
                "K": pdfdoc.PDFArray([up]),
                "ParentTree": document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})),
                "ParentTreeNextKey": len(pages),
            }
        )

    def _adopt(
        self, tag: Tag, made: dict[Tag, Any], kids: dict[Tag | None, list[Any]], document: Any, pdf: Any
    ) -> None:
        """Add a tag to its parent, and each new ancestor to its own parent."""
        while True:
            kids.setdefault(tag.within, []).append(document.Reference(made[tag]))
            if tag.within is None or tag.within in made:
                return
            tag = tag.within
            made[tag] = pdf.PDFDictionary()

    def _content(self, tag: Tag, pages: list[Any], document: Any, pdf: Any) -> list[Any]:
        return [
            pdf.PDFDictionary(
                {"Type": pdf.PDFName("MCR"), "Pg": document.Reference(pages[page]), "MCID": number},
            )
            for page, number in self._marked.get(tag, ())
        ]


def _logical(words: Words) -> str:
    return words.logical if words.logical is not None else "".join(run.text for run in words.runs)
