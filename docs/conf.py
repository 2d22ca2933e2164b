"""How Sphinx builds the pages of this folder: `make docs`."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.version import VERSION

project = "Parvis"
version = release = VERSION
language = "fr"
extensions = ["myst_parser"]
exclude_patterns = ["_templates", "locale", "pictures"]
locale_dirs = ["locale"]
gettext_compact = True

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

html_theme = "furo"
html_title = "Parvis"
html_static_path = ["_static"]
html_css_files = ["parvis.css"]
templates_path = ["_templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/languages.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
# The summary of a result is fetched, which a browser refuses to a page that is opened from a folder.
html_show_search_summary = False
html_last_updated_fmt = None

ELSEWHERE = {
    "](../CONTRIBUTING.md)": "](contributing.md)",
    "](../CHANGELOG.md)": "](changes.md)",
    "](../README.md)": "](index.md)",
}
"""Links to pages of the root, as the repository reads them, and the page of the site that shows the same."""


def setup(app: Sphinx) -> None:
    """Lead links to pages of the root to their place in the site."""
    app.connect("source-read", _lead)


def _lead(app: Sphinx, page: str, source: list[str]) -> None:
    for written, there in ELSEWHERE.items():
        source[0] = source[0].replace(written, there)
