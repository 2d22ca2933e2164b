"""Cuts the letters of a language out of a font of its whole script: a page in Arabic needs a fifth of the file.

The whole font stays beside it for the pages that hold rarer letters (Persian, Urdu); `static/css/fonts.css` says which.
"""

from pathlib import Path

from fontTools import subset

ARABIC = "U+060C, U+061B, U+061F, U+0621-063A, U+0640-0652, U+0660-066C, U+0670"
"""The Arabic alphabet, its vowel signs, digits and marks, as CSS writes ranges; joined letters come with them."""


def cut(whole: Path, ranges: str, part: Path) -> None:
    """Write to `part` the letters of these ranges out of the font `whole`, with all the forms they take."""
    options = subset.Options(flavor="woff2")
    font = subset.load_font(str(whole), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(ranges))
    cutter.subset(font)
    subset.save_font(font, str(part), options)
