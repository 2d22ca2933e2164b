"""A decoder of ESC/POS for tests, after the manual; it refuses commands that it does not know."""

from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

SPACING = 34
"""Dots of a line of a sixth of an inch at 203 dpi."""


@dataclass(frozen=True)
class Text:
    """A piece of a line: its text, its size factor, whether it is bold, and its code page."""

    said: str
    times: int
    bold: bool
    page: int


@dataclass
class Paper:
    """What was printed between two cuts, in order."""

    lines: list[list[Text]] = field(default_factory=lambda: [[]])
    pictures: list[Image.Image] = field(default_factory=list)
    codes: list[tuple[str, int]] = field(default_factory=list)
    cuts: int = 0
    resets: int = 0
    order: list[object] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its printed letters, line by line, without spaces at the end of a line."""
        return "\n".join("".join(piece.said for piece in line).rstrip() for line in self.lines).strip("\n")

    @property
    def drawn(self) -> Image.Image:
        """Its pictures below each other, black on white."""
        tall = sum(picture.height for picture in self.pictures)
        whole = Image.new("L", (max(picture.width for picture in self.pictures), tall), 255)
        top = 0
        for picture in self.pictures:
            whole.paste(picture, (0, top))
            top += picture.height
        return whole


def read(data: bytes, pages: dict[int, str] | None = None) -> Paper:
    """Decode the papers. Raises ValueError at the first byte that is no letter and no known command."""
    paper, at, state = Paper(), 0, {"page": 0, "times": 1, "bold": False, "stored": "", "module": 3}
    letters = bytearray()

    def out() -> None:
        if letters:
            codec = (pages or {}).get(int(state["page"]), "cp437")
            piece = Text(letters.decode(codec), int(state["times"]), bool(state["bold"]), int(state["page"]))
            paper.lines[-1].append(piece)
            letters.clear()

    while at < len(data):
        byte, two = data[at], data[at : at + 2]
        if byte >= 32 and byte != 127:
            letters.append(byte)
            at += 1
            continue
        out()
        if byte == 0:
            at += 1
        elif byte == 10:
            paper.order.append(paper.lines[-1])
            paper.lines.append([])
            at += 1
        elif two == b"\x1b@":
            # A reset forgets the line that was not printed yet.
            paper.resets += 1
            paper.lines[-1] = []
            state |= {"page": 0, "times": 1, "bold": False}
            at += 2
        elif two == b"\x1b2":
            at += 2
        elif two in (b"\x1bt", b"\x1bE", b"\x1bJ", b"\x1bd", b"\x1ba", b"\x1d!"):
            value = data[at + 2]
            if two == b"\x1bt":
                state["page"] = value
            elif two == b"\x1bE":
                state["bold"] = bool(value)
            elif two == b"\x1d!":
                assert value >> 4 == value & 15, "letters are stretched"
                state["times"] = (value & 15) + 1
            elif two == b"\x1bJ":
                paper.order.append(value)
            elif two == b"\x1bd":
                paper.order.append(value * SPACING)
            at += 3
        elif two == b"\x1dV":
            paper.cuts += 1
            at += 3
        elif data[at : at + 4] == b"\x1dv0\x00":
            across, tall = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
            bits = data[at + 8 : at + 8 + across * tall]
            if len(bits) < across * tall:
                raise ValueError("a picture is cut off")
            picture = Image.frombytes("1", (across * 8, tall), bytes(255 - bit for bit in bits)).convert("L")
            paper.pictures.append(picture)
            paper.order.append(picture)
            at += 8 + across * tall
        elif data[at : at + 3] == b"\x1d(k":
            length = int.from_bytes(data[at + 3 : at + 5], "little")
            function, value = data[at + 5 : at + 7], data[at + 7 : at + 5 + length]
            if function == b"1P":
                state["stored"] = value[1:].decode()
            elif function == b"1C":
                state["module"] = value[0]
            elif function == b"1Q":
                paper.codes.append((str(state["stored"]), int(state["module"])))
                paper.order.append(paper.codes[-1])
            at += 5 + length
        else:
            raise ValueError(f"{data[at : at + 4]!r} at {at} is no command of this printer")
    out()
    return paper


def picture(paper: Paper, face: str, dots: int = 576) -> Image.Image:
    """The paper as a picture, its own letters in `face` (a font file) and its own codes as empty frames."""
    pieces: list[Image.Image] = []
    for item in paper.order:
        if isinstance(item, Image.Image):
            pieces.append(item)
        elif isinstance(item, int):
            pieces.append(Image.new("L", (dots, item), 255))
        elif isinstance(item, tuple):
            side = item[1] * 45
            code = Image.new("L", (dots, side), 255)
            ImageDraw.Draw(code).rectangle(((dots - side) / 2, 0, (dots + side) / 2, side - 1), outline=0, width=4)
            pieces.append(code)
        elif isinstance(item, list):
            tall = max([SPACING, *(24 * text.times for text in item)])
            line, x = Image.new("L", (dots, tall), 255), 0
            for text in item:
                font = ImageFont.truetype(face, 20 * text.times)
                for letter in text.said:
                    ink = ImageDraw.Draw(line)
                    ink.text((x + 6 * text.times, 20 * text.times), letter, 0, font, "ms", stroke_width=int(text.bold))
                    x += 12 * text.times
            pieces.append(line)
    whole = Image.new("L", (dots, sum(piece.height for piece in pieces)), 255)
    top = 0
    for piece in pieces:
        whole.paste(piece, (0, top))
        top += piece.height
    return whole
