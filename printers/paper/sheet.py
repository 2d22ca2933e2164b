"""Sizes, margins, type sizes and colours of each kind of paper."""

from dataclasses import dataclass, replace
from io import BytesIO

_MARGIN_MM = 8.0
"""What most office printers leave blank."""
POINTS_PER_MM = 72 / 25.4
LONGEST_MM = 14_400 / POINTS_PER_MM
"""The longest page a PDF may have (ISO 32000-1, annex C.2)."""
LARGE_PRINT = 1.4


def pdf_of(picture: bytes) -> bytes:
    """The page. Raises `OSError` for what is no picture."""
    # Imported here for the same reason as in `renderers.pdf`.
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    image, into = ImageReader(BytesIO(picture)), BytesIO()
    width, height = image.getSize()
    assert A4.height_mm is not None
    page = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
    if width > height:
        page = (page[1], page[0])
    margin = _MARGIN_MM * POINTS_PER_MM
    scale = min((page[0] - 2 * margin) / width, (page[1] - 2 * margin) / height)
    canvas = Canvas(into, pagesize=page, invariant=1, pageCompression=1)
    canvas.setTitle("document")
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject("")
    left, bottom = (page[0] - width * scale) / 2, (page[1] - height * scale) / 2
    canvas.drawImage(image, left, bottom, width * scale, height * scale)
    canvas.showPage()
    canvas.save()
    return into.getvalue()


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one sheet as hexadecimal RGB; an empty surface means no background."""

    text: str
    accent: str
    surface_info: str
    warning: str
    surface_warning: str


BLACK = Ink(text="#000000", accent="#000000", surface_info="", warning="#000000", surface_warning="")
# Text stays black: a black-only laser printer prints grey letters as dots.
CALM = Ink(text="#000000", accent="#0d4a52", surface_info="#e4efee", warning="#7a3a00", surface_warning="#fdeccf")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of paper: lengths in mm, type sizes in points; `height_mm` is None for a roll, cut after the slip."""

    width_mm: float
    height_mm: float | None
    side_mm: float
    top_mm: float
    bottom_mm: float
    body: float
    small: float
    headings: tuple[float, float, float]
    big: float
    leading: float
    centred: bool
    label_mm: float
    code_mm: float
    ink: Ink

    @property
    def content_width(self) -> float:
        """The width between the margins, in points."""
        return (self.width_mm - 2 * self.side_mm) * POINTS_PER_MM

    @property
    def content_height(self) -> float:
        """The height between the margins, in points."""
        return ((self.height_mm or LONGEST_MM) - self.top_mm - self.bottom_mm) * POINTS_PER_MM

    def tightened(self) -> "Sheet":
        """The same sheet with smaller margins, to avoid a last page with only a few lines."""
        return replace(self, top_mm=self.top_mm - 4, bottom_mm=self.bottom_mm - 3, side_mm=self.side_mm - 3)

    def enlarged(self) -> "Sheet":
        first, second, third = self.headings
        return replace(
            self,
            body=self.body * LARGE_PRINT,
            small=self.small * LARGE_PRINT,
            headings=(first * LARGE_PRINT, second * LARGE_PRINT, third * LARGE_PRINT),
            big=self.big * 1.2,
            label_mm=self.label_mm * 1.2,
        )


A4 = Sheet(
    width_mm=210,
    height_mm=297,
    side_mm=27,
    top_mm=16,
    bottom_mm=16,
    body=12,
    small=10,
    headings=(14, 23, 14),
    big=32,
    leading=1.34,
    centred=False,
    label_mm=46,
    code_mm=39,
    ink=CALM,
)
ROLL_80 = Sheet(
    width_mm=80,
    height_mm=None,
    side_mm=4,
    top_mm=5,
    bottom_mm=8,
    body=10.5,
    small=9,
    headings=(12, 17, 11.5),
    big=27,
    leading=1.34,
    centred=True,
    label_mm=0,
    code_mm=39,
    ink=BLACK,
)
ROLL_58 = replace(ROLL_80, width_mm=58, side_mm=5, body=10, small=8.5, headings=(11, 14, 10.5), big=20, leading=1.32)
