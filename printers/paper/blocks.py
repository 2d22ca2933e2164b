"""Lay out each kind of block as rows: the one place that decides how paper looks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import singledispatch

from printers import qr
from printers.paper.typesetter import (
    Box,
    Column,
    Edge,
    Look,
    Mark,
    Row,
    Squares,
    Strokes,
    Typesetter,
    move_mark,
    side_by_side,
)
from printers.paper.words import RIGHT_TO_LEFT_MARK
from printers.slip import (
    Badge,
    Big,
    Block,
    Code,
    Heading,
    Items,
    Line,
    Notice,
    Pair,
    Rule,
    Signature,
    Small,
    TranslatedBlock,
    WriteIn,
)

TITLE_LEVEL = 2
"""The level of the heading that says what a paper is."""
WITH_TITLE = 4
"""Rows below a title that stand on its page: fewer look like an end, and are missed when pages are parted."""
_LEAST_MODULE_MM = 0.4
_DOT_MM = 0.125
"""The size of a thermal head's dot (203 dpi): modules of whole dots are all equally wide."""
_LEAST_BIG = 16
_SIGNED_MM = (80.0, 22.0)
"""Width and height of a signature's frame."""
_CARD_MM = (85.6, 54.0)
_CARD_MODULE_MM = 0.75
_CARD_HOUSE, _CARD_LETTERS, _CARD_NAMES = 10.0, 10.5, (14.0, 11.0, 8.0)
"""Type sizes in points of the place, the spelled letters and the name; cards do not grow in large print."""


def in_lists(blocks: Iterable[Block], paper: Typesetter) -> Iterator[tuple[Block, Typesetter]]:
    """Each block with the typesetter that sets it; pairs of one language in a row share the list that they are in."""
    pairs = None
    for block in blocks:
        language = block.language if isinstance(block, TranslatedBlock) else paper.language
        if not isinstance(block.block if isinstance(block, TranslatedBlock) else block, Pair):
            pairs = None
        elif pairs is None or pairs.language != language:
            pairs = replace(paper, language=language).tag("L")
        yield block, replace(paper, pairs=pairs)


def with_titles(laid_out: Iterable[tuple[Block, list[Row]]]) -> Iterator[Row]:
    """The rows of blocks in order, those that follow a title bound to it."""
    owed = 0
    for block, rows in laid_out:
        bare = block.block if isinstance(block, TranslatedBlock) else block
        if isinstance(bare, Heading) and bare.level == TITLE_LEVEL:
            owed = WITH_TITLE
            yield from rows
            continue
        for row in rows:
            owed = max(0, owed - 1)
            yield replace(row, keep_with_next=True) if owed else row


def rows_of(blocks: tuple[Block, ...], paper: Typesetter) -> tuple[Row, ...]:
    """Lay out blocks on the sheet of a typesetter, in order."""
    return tuple(with_titles((block, _rows(block, own)) for block, own in in_lists(blocks, paper)))


@singledispatch
def _rows(block: Block, paper: Typesetter) -> list[Row]:
    raise TypeError(f"no layout for {block!r}")


@_rows.register
def _heading(block: Heading, paper: Typesetter) -> list[Row]:
    sheet = paper.sheet
    size, gap = sheet.headings[block.level - 1], (0.0, 1.3, 1.6)[block.level - 1] * sheet.body
    at: Edge = "centre" if sheet.centred and block.level < 3 else "start"
    look = Look(size, True, sheet.ink.accent, at)
    rows = paper.rows(block.text, look, gap=gap, keep=True, tag=paper.tag(f"H{block.level}"))
    if block.level == 1:
        rows.append(Row(2, (Box(0, 0, sheet.content_width, 1.5, fill=sheet.ink.accent),), 5, True))
    return rows


@_rows.register
def _translated(block: TranslatedBlock, paper: Typesetter) -> list[Row]:
    return _rows(block.block, replace(paper, direction=block.direction, language=block.language))


@_rows.register
def _line(block: Line, paper: Typesetter) -> list[Row]:
    body = paper.sheet.body
    # A strong line names what follows, a state or a subject: it is not left alone at the foot of a page.
    return paper.rows(block.text, Look(body, block.strong), gap=body * 0.5, keep=block.strong)


@_rows.register
def _small(block: Small, paper: Typesetter) -> list[Row]:
    small = paper.sheet.small
    return paper.rows(block.text, Look(small), gap=small * 0.7)


@_rows.register
def _pair(block: Pair, paper: Typesetter) -> list[Row]:
    sheet, gap, both = paper.sheet, paper.sheet.body * 0.5, paper.tag("LI", paper.pairs or paper.tag("L"))
    plain, strong = Look(sheet.body), Look(sheet.body, True)
    name, said = paper.tag("Lbl", both), paper.tag("LBody", both)
    if sheet.label_mm:
        column, between = paper.mm(sheet.label_mm), paper.mm(5)
        label = paper.rows(block.label, plain, Column(0, column), tag=name)
        return side_by_side(label, paper.rows(block.value, strong, Column(column + between), tag=said), gap)
    label = paper.rows(block.label, plain, gap=gap, tag=name)
    value = paper.rows(block.value, replace(strong, at="end"), tag=said)
    longer = max(paper.width(block.label, plain), 2 * paper.width(block.value, strong))
    # Short values such as an amount stand at the end of the line; the others align with each other below.
    if len(label) == len(value) == 1 and longer <= sheet.content_width * 0.62:
        return side_by_side(label, value, gap)
    return label + paper.rows(block.value, strong, tag=said)


@_rows.register
def _big(block: Big, paper: Typesetter) -> list[Row]:
    sheet, padding = paper.sheet, paper.sheet.body
    both, width = paper.tag("Div"), sheet.content_width - 2 * padding
    natural = paper.width(block.text, Look(sheet.big, True))
    size = max(_LEAST_BIG, min(sheet.big, sheet.big * width / max(natural, 1)))
    at: Edge = "centre" if sheet.centred else "start"
    inside = Column(padding, width)
    rows = paper.rows(block.label, Look(sheet.body, at=at), inside, tag=paper.tag("P", both)) if block.label else []
    rows += paper.rows(block.text, Look(size, True, sheet.ink.accent, at), inside, tag=paper.tag("P", both))
    frame = Box(0, 0, sheet.content_width, 0, sheet.ink.surface_info, 1.2, sheet.ink.accent, 8)
    return [*paper.framed(rows, padding * 0.7, frame, sheet.body * 1.1), Row(sheet.body * 0.5, ())]


@_rows.register
def _items(block: Items, paper: Typesetter) -> list[Row]:
    body, strong = paper.sheet.body, Look(paper.sheet.body, True)
    mark = RIGHT_TO_LEFT_MARK if paper.direction == "rtl" else ""
    markers = [f"{mark}{n}." if block.numbered else "•" for n in range(1, len(block.items) + 1)]
    indent = max((paper.width(marker, strong) for marker in markers), default=0) + body * 0.6
    rows = paper.rows(block.title, strong, gap=body * 0.9, keep=True, tag=paper.tag("H3")) if block.title else []
    whole_list = paper.tag("L", numbering="Decimal" if block.numbered else "Disc")
    for marker, item in zip(markers, block.items, strict=True):
        item_tag = paper.tag("LI", whole_list)
        first = paper.rows(marker, strong, Column(0, indent), tag=paper.tag("Lbl", item_tag))
        rest = paper.rows(item, Look(body), Column(indent), tag=paper.tag("LBody", item_tag))
        rows += side_by_side(first, rest, body * 0.4)
    return rows


@_rows.register
def _notice(block: Notice, paper: Typesetter) -> list[Row]:
    sheet, warns = paper.sheet, block.tone == "warning"
    padding = sheet.body * 0.9
    rows = paper.rows(block.text, Look(sheet.body, warns), Column(padding, sheet.content_width - 2 * padding))
    ink = sheet.ink
    look = (ink.surface_warning, 2.4, ink.warning) if warns else (ink.surface_info, 0.8, ink.accent)
    return paper.framed(rows, padding * 0.8, Box(0, 0, sheet.content_width, 0, *look, 6), sheet.body)


@_rows.register
def _code(block: Code, paper: Typesetter) -> list[Row]:
    sheet = paper.sheet
    try:
        modules = qr.make_qr_matrix(block.data)
        module = _module_mm(len(modules) + 2 * qr.QUIET, sheet.code_mm, sheet.width_mm - 2 * sheet.side_mm)
    except qr.TooLong:
        # Data that is too long for a code is written out.
        return [row for text in (block.caption, block.data) if text for row in _rows(Small(text), paper)]
    step = paper.mm(module)
    quiet, side = step * qr.QUIET, step * (len(modules) + 2 * qr.QUIET)
    # On a white sheet the quiet zone lines up with the margin by reaching into it, and the code with the words.
    start = (sheet.content_width - side) / 2 if sheet.centred else -quiet
    figure = paper.tag("Figure", alt=block.alt or block.caption or block.data)
    code = Squares(paper.left(start, side) + quiet, quiet, step, modules, block.data, figure)
    if not block.caption:
        return [Row(side, (code,), sheet.body * 0.3)]
    if sheet.centred:
        caption = paper.rows(block.caption, Look(sheet.body, at="centre"))
        return [Row(side, (code,), sheet.body * 0.3, True), *caption]
    beside = start + side + paper.mm(2)
    caption = paper.rows(block.caption, Look(sheet.body), Column(beside))
    height = sum(row.height for row in caption)
    y, marks = max(0.0, (side - height) / 2), [code]
    if height > sheet.content_height / 2:
        return [Row(side, (code,), sheet.body * 0.3), *paper.rows(block.caption, Look(sheet.body))]
    words = (
        move_mark(mark, 0, y + number * caption[0].height) for number, row in enumerate(caption) for mark in row.marks
    )
    return [Row(max(side, height), (*marks, *words), sheet.body * 0.3)]


@_rows.register
def _badge(block: Badge, paper: Typesetter) -> list[Row]:
    ink, edge, step = paper.sheet.ink, paper.mm(4.5), paper.mm(_CARD_MODULE_MM)
    width = min(paper.mm(_CARD_MM[0]), paper.sheet.content_width)
    modules = qr.make_qr_matrix(block.data)
    side, beside = step * len(modules), edge + step * (len(modules) + qr.QUIET)
    letters = paper.rows(" ".join(block.spelled), Look(_CARD_LETTERS, True), Column(beside, width - beside - edge))
    tall = sum(row.height for row in letters)
    below = step * qr.QUIET + max(side, tall) + edge
    inside = Column(edge, width - 2 * edge)
    for name in _CARD_NAMES:
        above = paper.rows(block.place, Look(_CARD_HOUSE, colour=ink.accent), inside)
        above += paper.rows(block.name, Look(name, True), inside)
        height = edge + sum(row.height for row in above) + below
        if height <= paper.mm(_CARD_MM[1]):
            break
    height = max(paper.mm(_CARD_MM[1]), height)
    down = height - edge - max(side, tall)
    marks: list[Mark] = [Box(paper.left(0, width), 0, width, height, border=0.6, colour=ink.text, radius=paper.mm(3.2))]
    for y, rows in ((edge, above), (down + (max(side, tall) - tall) / 2, letters)):
        for row in rows:
            marks.extend(move_mark(mark, 0, y) for mark in row.marks)
            y += row.height
    figure = paper.tag("Figure", alt=block.alt or block.name)
    marks.append(Squares(paper.left(edge, side), down, step, modules, block.data, figure))
    return [Row(height, tuple(marks), paper.sheet.body)]


@_rows.register
def _write_in(block: WriteIn, paper: Typesetter) -> list[Row]:
    sheet = paper.sheet
    label = paper.rows(block.label, Look(sheet.body), gap=sheet.body * 0.8, keep=True)
    height = paper.mm(9)
    line = Box(0, height, sheet.content_width, 0.8, fill=sheet.ink.text)
    return label + [Row(height, (line,)) for _ in range(block.lines)]


@_rows.register
def _signature(block: Signature, paper: Typesetter) -> list[Row]:
    sheet = paper.sheet
    label = paper.rows(block.label, Look(sheet.body), gap=sheet.body * 0.8, keep=True)
    width, height = min(paper.mm(_SIGNED_MM[0]), sheet.content_width), paper.mm(_SIGNED_MM[1])
    left = paper.left(0, width)
    marks: list[Mark] = [Box(left, 0, width, height, border=0.8, colour=sheet.ink.text, radius=6)]
    if block.strokes:
        inside = 3.0
        scale = min((width - 2 * inside) / block.width, (height - 2 * inside) / block.height)
        lines = tuple(tuple(number * scale for number in stroke) for stroke in block.points())
        across, down = (width - block.width * scale) / 2, (height - block.height * scale) / 2
        figure = paper.tag("Figure", alt=block.said or block.label)
        marks.append(Strokes(left + across, down, lines, 1.2, sheet.ink.text, figure))
    return [*label, Row(height, tuple(marks), 3)]


@_rows.register
def _rule(block: Rule, paper: Typesetter) -> list[Row]:
    sheet = paper.sheet
    return [Row(1, (Box(0, 0, sheet.content_width, 0.6, fill=sheet.ink.accent),), sheet.body, True)]


def _module_mm(modules: int, wanted_mm: float, widest_mm: float) -> float:
    """The side of one module: whole dots, as near `wanted_mm` as fits. Raises qr.TooLong below 0.4 mm."""
    least = int(_LEAST_MODULE_MM / _DOT_MM) + 1
    for dots in range(max(least, int(wanted_mm / modules / _DOT_MM)), least - 1, -1):
        if dots * _DOT_MM * modules <= widest_mm:
            return dots * _DOT_MM
    if _LEAST_MODULE_MM * modules > widest_mm:
        raise qr.TooLong(modules)
    return _LEAST_MODULE_MM
