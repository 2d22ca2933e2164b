"""What a page loads, file by file: each style sheet and script that it names, and all that those import."""

import posixpath
import re
from functools import cache
from pathlib import Path

from tests.gallery.site.page import Page

STATIC = Path(__file__).resolve().parent.parent / "static"
AT_ONCE = re.compile(r'(?:@import |\bimport |\bfrom )"((?:\.{1,2}/)*[\w./-]+\.(?:css|js))"')
EVER = re.compile(AT_ONCE.pattern.replace(r"\bimport ", r"\bimport[ (]"))
ADDRESS = re.compile(r"/static/((?:css|js)/[\w./-]+)\?v=")


@cache
def joined(path: str, imported: re.Pattern[str] = AT_ONCE) -> frozenset[str]:
    """A style sheet or script (`js/case/keep.js`), and all that it imports, by their paths below `static`."""
    if not path.startswith(("css/", "js/")):
        return frozenset({path})
    named = imported.findall((STATIC / path).read_text("utf-8"))
    others = (posixpath.normpath(posixpath.join(posixpath.dirname(path), other)) for other in named)
    return frozenset({path}).union(*(joined(other, imported) for other in others))


def loaded_by(page: Page) -> frozenset[str]:
    """Every style sheet and script of a page."""
    asked = [
        str(element.get("src") or element.get("href")) for element in page.all("script[src], link[rel=stylesheet]")
    ]
    named = [match[1] for address in asked if (match := ADDRESS.match(address))]
    return frozenset().union(*map(joined, named))
