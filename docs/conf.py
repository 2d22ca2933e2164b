"""How Sphinx builds the pages of this folder: `make docs`."""

import sys
from fnmatch import fnmatch
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import init as catalogue_of
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.version import VERSION
from scripts.reference import without_rows, written
from scripts.site import IN_ENGLISH

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
html_static_path = [
    "_static", "../static/css/colours.css",
    "../static/vendor/fonts/atkinson-400.woff2", "../static/vendor/fonts/atkinson-700.woff2",
]  # fmt: skip
html_css_files = ["colours.css", "parvis.css"]
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


class TranslatedBlocks(SphinxTransform):
    """Put blocks of code into the language of the site, for the comments in them.

    Sphinx does so by itself for reStructuredText alone: it would read the translation as Markdown and lose it.
    """

    default_priority = 25

    def apply(self, **_: object) -> None:
        """Replace the text of each block that has a translation."""
        domain = docname_to_domain(self.env.docname, self.config.gettext_compact)
        folders = [Path(self.env.srcdir) / name for name in self.config.locale_dirs]
        catalogue, found = catalogue_of(folders, self.config.language, domain)
        for block in self.document.findall(nodes.literal_block) if found else ():
            said = catalogue.gettext(block.rawsource or block.astext())
            block.rawsource, block.children = said, []
            block += nodes.Text(said)


def setup(app: Sphinx) -> None:
    """Have every page pass through this file when it is read."""
    app.connect("source-read", _lead)
    app.connect("source-read", _tables)
    app.connect("env-check-consistency", _leave_out_of_search)
    app.add_transform(TranslatedBlocks)


def _lead(app: Sphinx, page: str, source: list[str]) -> None:
    """Lead links to pages of the root to their place in the site."""
    for link, there in ELSEWHERE.items():
        source[0] = source[0].replace(link, there)


def _leave_out_of_search(app: Sphinx, environment: BuildEnvironment) -> None:
    """Keep the pages for developers, which are in English, out of what a French reader searches."""
    for page in environment.found_docs if app.config.language == "fr" else ():
        if any(fnmatch(f"{page}.md", pattern) for pattern in IN_ENGLISH):
            environment.metadata[page]["nosearch"] = ""


def _tables(app: Sphinx, page: str, source: list[str]) -> None:
    """Write the tables of the reference in the language of the site; what is left of them is for translators."""
    if app.builder.name == "gettext":
        source[0] = without_rows(source[0])
    elif app.config.language != "fr" and page.startswith("reference/"):
        source[0] = written(source[0], app.config.language)
