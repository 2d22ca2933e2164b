"""Render a slip as plain UTF-8 text in logical order, for screens, archives and text-only printers."""

from dataclasses import dataclass
from functools import singledispatchmethod

from printers import slip as blocks
from printers.fonts import Fonts
from printers.paper.words import clean_text, count_columns, wrap_text
from printers.renderer import Renderer
from printers.slip import Block, Slip


@dataclass(frozen=True, slots=True)
class Text(Renderer):
    """Plain text in lines of at most `width` cells, each ended by a line feed."""

    width: int = 42

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        """Render the slip as UTF-8; a QR code becomes the text that it holds."""
        lines = [line.rstrip() for block in slip.framed_blocks() for line in self._lines(block)]
        return ("\n".join(lines).strip("\n") + "\n").encode()

    @singledispatchmethod
    def _lines(self, block: Block) -> list[str]:
        raise TypeError(f"no layout for {block!r}")

    @_lines.register
    def _heading(self, block: blocks.Heading) -> list[str]:
        lines = self._wrapped(block.text)
        longest = max(count_columns(line) for line in lines)
        under = {1: ["=" * self.width], 2: ["-" * longest]}.get(block.level, [])
        return ["", *lines, *under]

    @_lines.register(blocks.Line)
    @_lines.register(blocks.Small)
    def _paragraph(self, block: blocks.Line | blocks.Small) -> list[str]:
        return ["", *self._wrapped(block.text)]

    @_lines.register
    def _translated(self, block: blocks.TranslatedBlock) -> list[str]:
        return list(self._lines(block.block))

    @_lines.register
    def _pair(self, block: blocks.Pair) -> list[str]:
        label, value = clean_text(block.label), clean_text(block.value)
        room = self.width - count_columns(label) - count_columns(value)
        if room > 0 and "\n" not in label + value:
            return [label + " " * room + value]
        return [*self._wrapped(label), *self._hung("  ", value)]

    @_lines.register
    def _big(self, block: blocks.Big) -> list[str]:
        return ["", *(self._wrapped(block.label) if block.label else []), *self._hung("  ", block.text), ""]

    @_lines.register
    def _items(self, block: blocks.Items) -> list[str]:
        lines = ["", *(self._wrapped(block.title) if block.title else [])]
        for number, item in enumerate(block.items, start=1):
            lines += self._hung(f"{number}. " if block.numbered else "- ", item)
        return lines

    @_lines.register
    def _notice(self, block: blocks.Notice) -> list[str]:
        edge = ("!" if block.tone == "warning" else "-") * self.width
        return ["", edge, *self._wrapped(block.text), edge]

    @_lines.register
    def _code(self, block: blocks.Code) -> list[str]:
        return ["", *(line for text in (block.caption, block.data) if text for line in self._wrapped(text))]

    @_lines.register
    def _badge(self, block: blocks.Badge) -> list[str]:
        return [
            "",
            *(line for text in (block.place, block.name, " ".join(block.spelled)) for line in self._wrapped(text)),
        ]

    @_lines.register
    def _write_in(self, block: blocks.WriteIn) -> list[str]:
        return ["", *self._wrapped(block.label), *["", "_" * self.width] * block.lines]

    @_lines.register
    def _signature(self, block: blocks.Signature) -> list[str]:
        if block.strokes:
            return ["", *self._wrapped(block.label), *self._hung("  ", block.said)]
        return ["", *self._wrapped(block.label), "", "", "_" * self.width]

    @_lines.register
    def _rule(self, block: blocks.Rule) -> list[str]:
        return ["", "-" * self.width]

    def _wrapped(self, text: str) -> list[str]:
        return wrap_text(text, self.width, count_columns)

    def _hung(self, marker: str, text: str) -> list[str]:
        indent = " " * len(marker)
        lines = wrap_text(text, self.width - len(marker), count_columns)
        return [(indent if number else marker) + line for number, line in enumerate(lines)]


TEXT_42 = Text("text-42", None, "text/plain; charset=utf-8")
