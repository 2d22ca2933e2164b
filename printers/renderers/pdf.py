"""Render a slip as PDF, on A4 or on a roll, which is one page as long as the slip."""

from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from math import atan2, ceil, degrees, hypot
from threading import Lock
from typing import TYPE_CHECKING, Any

from printers import qr
from printers.fonts import Fonts
from printers.paper import sheet as sheets
from printers.paper.blocks import rows_of
from printers.paper.sheet import POINTS_PER_MM, Sheet
from printers.paper.typesetter import BASELINE, Box, Column, Look, Mark, Row, Strokes, Tag, Typesetter, Words, move_mark
from printers.paper.words import clean_text
from printers.renderer import Renderer
from printers.slip import Block, Heading, Items, Slip, TranslatedBlock

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


def balance_pages(rows: tuple[Row, ...], height: float) -> tuple[Page, ...]:
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
            marks.extend(move_mark(mark, 0, used + gap) for mark in row.marks)
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
    return " ".join(clean_text(slip.title).split())


def xmp_packet(slip: Slip) -> str:
    claims = is_for_everyone(slip)
    return _PACKET.format(
        title=escape(title_of(slip)),
        tongue=escape(slip.language),
        space=_SPACE if claims else "",
        claim=_CLAIM if claims else "",
    )


def is_for_everyone(slip: Slip) -> bool:
    """Whether a paper may claim PDF/UA-1 as far as its words decide: a title, a language, headings that skip no level.
    What does not depend on the words (tags, fonts, order, alternatives) is the same on every paper, and tested."""
    levels = [level for block in slip.blocks for level in _levels(block)]
    steps = zip([0, *levels], levels, strict=False)
    return bool(title_of(slip) and slip.language and levels) and all(after <= before + 1 for before, after in steps)


def _levels(block: Block) -> tuple[int, ...]:
    if isinstance(block, TranslatedBlock):
        return _levels(block.block)
    if isinstance(block, Heading):
        return (block.level,)
    return (3,) if isinstance(block, Items) and block.title else ()


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
                self._lines.setdefault(tag, []).append(
                    mark.logical if mark.logical is not None else "".join(run.text for run in mark.runs)
                )
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
                return structure._root(self, pages, document).format(document)

        canvas.setCatalogEntry("StructTreeRoot", Tree())
        canvas.setCatalogEntry("MarkInfo", pdfdoc.PDFDictionary({"Marked": "true"}))

    def _root(self, tree: Any, pages: list[Any], document: Any) -> Any:
        """The dictionary of the root, whose object in the document is `tree`, and all objects below it."""
        from reportlab.pdfbase import pdfdoc

        whole = pdfdoc.PDFDictionary()
        made = {tag: pdfdoc.PDFDictionary() for tag in self._marked}
        kids: dict[Tag | None, list[Any]] = {None: []}
        for tag in self._marked:
            kids.setdefault(tag.within, []).append(document.Reference(made[tag]))
            while tag.within is not None and tag.within not in made:
                tag = tag.within
                made[tag] = pdfdoc.PDFDictionary()
                kids.setdefault(tag.within, []).append(document.Reference(made[tag]))
        top, up = document.Reference(tree), document.Reference(whole)
        for tag, element in made.items():
            content = [
                pdfdoc.PDFDictionary(
                    {"Type": pdfdoc.PDFName("MCR"), "Pg": document.Reference(pages[page]), "MCID": number}
                )
                for page, number in self._marked.get(tag, ())
            ]
            element.dict = {
                "Type": pdfdoc.PDFName("StructElem"),
                "S": pdfdoc.PDFName(tag.role),
                "P": document.Reference(made[tag.within]) if tag.within else up,
                "K": pdfdoc.PDFArray([*kids.get(tag, ()), *content]),
            }
            if tag.language:
                element["Lang"] = pdfdoc.PDFString(tag.language)
            if tag.alt:
                element["Alt"] = pdfdoc.PDFString(clean_text(tag.alt))
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


_SAVED, _NEARER = 0.2, 0.5
"""A last page filled less than this is saved if it can be, and what is then left of the gaps between rows."""
_ACROSS, _GREY = 0.75, "#d4d4d4"
"""The part of the diagonal that a word across a page takes, and its colour: dark text on it stays easy to read."""
# reportlab reads a font file through one cursor, which two threads would move under each other.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Pdf(Renderer):
    """PDF on one kind of sheet: deterministic bytes, embedded fonts, language, title, and tags for screen readers."""

    sheet: Sheet
    media_type: str = "application/pdf"

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        """Render the slip as one PDF; on a sheet, one with pages is those. Raises NotPrinted("fonts-missing")."""
        if slip.pages and self.sheet.height_mm is not None:
            return slip.pages
        with _one_at_a_time:
            sheet = self.sheet.enlarged() if slip.large else self.sheet
            paper, pages = _laid_out(slip, sheet, fonts)
            return _document(slip, paper, pages, fonts.weight(False).faces[0].name)


def _laid_out(slip: Slip, sheet: Sheet, fonts: Fonts) -> tuple[Typesetter, tuple[Page, ...]]:
    """Lay out a slip as pages; if the last would be nearly empty, try smaller margins and gaps to save it.

    The last of what is in the slip's own language counts as well, so that none of it stands alone above the French.
    """
    paper, tight = Typesetter(sheet, fonts, slip.direction), Typesetter(sheet.tightened(), fonts, slip.direction)
    # On a sheet the word is across each page: a frame with it might take one page more than the real paper does.
    blocks = slip.framed_blocks() if sheet.height_mm is None else slip.blocks
    pages = balance_pages(rows_of(blocks, paper), sheet.content_height)
    if len(pages) == 1:
        return paper, pages

    def in_less(blocks: tuple[Block, ...]) -> tuple[Page, ...]:
        nearer = tuple(replace(row, gap=row.gap * _NEARER) for row in rows_of(blocks, tight))
        return paginate(nearer, tight.sheet.content_height)

    french = (at for at, block in enumerate(blocks) if isinstance(block, TranslatedBlock) and 2 in _levels(block))
    for part in dict.fromkeys((blocks, blocks[: next(french, None)])):
        usual = paginate(rows_of(part, paper), sheet.content_height)
        nearly_empty = len(usual) > 1 and usual[-1].height < _SAVED * sheet.content_height
        if nearly_empty and len(in_less(part)) < len(usual):
            return tight, in_less(blocks)
    return paper, pages


def _document(slip: Slip, paper: Typesetter, pages: tuple[Page, ...], body: str) -> bytes:
    # reportlab takes 80 ms to import, and a process that only shows screens does not need it.
    from reportlab import rl_config
    from reportlab.pdfbase import pdfdoc
    from reportlab.pdfgen.canvas import Canvas

    # ASCII85 streams are a fifth longer and take twice as long to write.
    rl_config.useA85 = 0
    sheet, into = paper.sheet, BytesIO()
    # Otherwise every page begins with Helvetica, which is not embedded.
    first: dict[str, Any] = {"initialFontName": body}  # its stubs say a number
    canvas = Canvas(into, invariant=1, pageCompression=1, lang=slip.language, **first)
    title = title_of(slip)
    canvas.setTitle(title)
    # Empty, because reportlab would write "anonymous", and the file must not name the helper.
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("Direction", "R2L" if slip.direction == "rtl" else "L2R")
    structure = Structure()
    for number, page in enumerate(pages, start=1):
        # Whole millimetres, since printers list the lengths they cut in whole millimetres.
        cut_mm = min(sheets.LONGEST_MM, ceil(page.height / POINTS_PER_MM + sheet.top_mm + sheet.bottom_mm))
        height = (sheet.height_mm or cut_mm) * POINTS_PER_MM
        canvas.setPageSize((sheet.width_mm * POINTS_PER_MM, height))
        place, left, top = number - 1, sheet.side_mm * POINTS_PER_MM, height - sheet.top_mm * POINTS_PER_MM
        if slip.across:
            _draw_across(canvas, slip.across, paper, height, structure, place)
        _draw(canvas, page.marks, structure, place, left, top)
        if len(pages) > 1:
            foot = _foot(f"{number}/{len(pages)}", title if number > 1 else "", paper)
            _draw(canvas, foot, structure, place, left, sheet.bottom_mm * POINTS_PER_MM / 2)
        canvas.showPage()
    structure.add_to(canvas)
    # Uncompressed, so that programs that know no PDF find it.
    kind = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
    packet = pdfdoc.PDFStream(kind, xmp_packet(slip).encode("utf-8"), filters=[])
    canvas.setCatalogEntry("Metadata", packet)
    canvas.save()
    return into.getvalue()


def _foot(number: str, title: str, paper: Typesetter) -> tuple[Mark, ...]:
    sheet = paper.sheet
    half = sheet.content_width * 0.8
    marks: list[Mark] = [paper.words(number, Look(sheet.small, at="end"), Column())]
    if title:
        first = paper.break_lines(title, Look(sheet.small), half)[0]
        marks.append(paper.words(first, Look(sheet.small), Column(0, half)))
    return tuple(marks)


def _draw(canvas: "Canvas", marks: tuple[Mark, ...], structure: Structure, page: int, left: float, top: float) -> None:
    """Draw marks on the page (counted from 0), from the origin of their coordinates."""
    for mark in marks:
        x, y = left + mark.x, top - mark.y
        canvas.addLiteral(structure.begin(mark, page))
        if isinstance(mark, Words):
            _draw_words(canvas, mark, x, y)
        elif isinstance(mark, Box):
            _draw_box(canvas, mark, x, y)
        elif isinstance(mark, Strokes):
            _draw_strokes(canvas, mark, x, y)
        else:
            # One unit is one module, so that all numbers are whole: a code has about seven hundred shapes.
            shapes = " ".join(
                f"{column} {row} {length} 1 re" for column, row, length in qr.find_dark_stretches(mark.modules)
            )
            side = f"{mark.module:.4f}"
            canvas.addLiteral(f"q {side} 0 0 -{side} {x:.4f} {y:.4f} cm 0 0 0 rg {shapes} f Q")
        canvas.addLiteral("EMC")


def _draw_across(
    canvas: "Canvas", word: str, paper: Typesetter, height: float, structure: Structure, page: int
) -> None:
    """Draw a word in grey under the page's text, from corner to corner. On a sheet it is the first thing read aloud."""
    width = paper.sheet.width_mm * POINTS_PER_MM
    # A roll may be very long: the word crosses a square as high as the roll is wide, again and again.
    tall = height if paper.sheet.height_mm else width
    size = _ACROSS * hypot(width, tall) / max(paper.width(word, Look(1.0, True)), 1.0)
    tag = paper.tag("P") if paper.sheet.height_mm and not page else None
    mark = paper.words(word, Look(size, True, _GREY, "centre"), Column(0, 0), tag=tag)
    for number in range(max(1, round(height / tall))):
        canvas.saveState()
        canvas.translate(width / 2, height - tall * (number + 0.5))
        canvas.rotate(degrees(atan2(tall, width)))
        extent = paper.fonts.weight(True).drawn_width(mark.runs, size)
        canvas.addLiteral(structure.begin(mark, page))
        _draw_words(canvas, mark, -extent / 2, -size * BASELINE)
        canvas.addLiteral("EMC")
        canvas.restoreState()


def _draw_words(canvas: "Canvas", mark: Words, x: float, y: float) -> None:
    text = canvas.beginText(x, y)
    text.setFillColor(mark.colour)
    for run in mark.runs:
        text.setFont(run.face, mark.size)
        text.textOut(run.text)
    canvas.drawText(text)


def _draw_box(canvas: "Canvas", mark: Box, x: float, y: float) -> None:
    if mark.fill:
        canvas.setFillColor(mark.fill)
    if mark.border:
        canvas.setStrokeColor(mark.colour)
        canvas.setLineWidth(mark.border)
    inset = mark.border / 2
    canvas.roundRect(
        x + inset,
        y - mark.height + inset,
        mark.width - 2 * inset,
        mark.height - 2 * inset,
        mark.radius,
        stroke=int(mark.border > 0),
        fill=int(bool(mark.fill)),
    )


def _draw_strokes(canvas: "Canvas", mark: Strokes, x: float, y: float) -> None:
    path = canvas.beginPath()
    for line in mark.lines:
        points = list(zip(line[::2], line[1::2], strict=True))
        path.moveTo(x + points[0][0], y - points[0][1])
        # A stroke of one point is a line to itself, which round caps draw as a dot.
        for across, down in points[1:] or points:
            path.lineTo(x + across, y - down)
    canvas.setStrokeColor(mark.colour)
    canvas.setLineWidth(mark.thick)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.drawPath(path, stroke=1, fill=0)


A4 = Pdf("pdf-a4", sheets.A4)
ROLL_80 = Pdf("pdf-80mm", sheets.ROLL_80)
ROLL_58 = Pdf("pdf-58mm", sheets.ROLL_58)
