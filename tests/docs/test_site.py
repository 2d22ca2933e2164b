"""The site of `docs/` builds without a warning, loads nothing from another machine, and works from a folder."""

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from babel.messages.pofile import read_po
from lxml import html
from playwright.sync_api import Browser

from kiosk.app import create_app
from kiosk.screens import documentation
from kiosk.settings import Settings
from scripts.site import IN_ENGLISH, build, untranslated
from scripts.source import ROOT
from tests.served import served

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "form": "action"}
"""Elements by which a page asks for something, and the attribute that says where."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built whole."""
    folder = tmp_path_factory.mktemp("site")
    assert build(folder / "site", folder / "work") == []
    return folder / "site"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_it_builds_without_a_warning_in_both_languages(site: Path) -> None:
    french = {page.relative_to(site) for page in pages(site) if page.relative_to(site).parts[0] != "en"}
    english = {page.relative_to(site / "en") for page in pages(site / "en")}
    assert Path("index.html") in french and french == english
    for page, language in ((site / "index.html", "fr"), (site / "en" / "index.html", "en")):
        assert html.parse(page).getroot().attrib["lang"] == language


def test_no_page_asks_another_machine_for_anything(site: Path) -> None:
    for page in pages(site):
        for element in html.parse(page).getroot().iter(*LOADED):
            asked = element.attrib.get(LOADED[element.tag], "")
            assert not urlsplit(asked).netloc, f"{page.name} asks for {asked}"
    for style in site.rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text("utf-8")), style.name


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    anchors = {page: set(html.parse(page).getroot().xpath("//@id")) for page in pages(site)}
    for page in anchors:
        for link in html.parse(page).getroot().xpath("//a/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert there.is_file(), f"{page.relative_to(site)} leads to {link}"
            if parts.fragment and there in anchors:
                assert unquote(parts.fragment) in anchors[there], f"{page.relative_to(site)} leads to {link}"


def test_a_page_has_one_title_and_a_way_to_the_other_language(site: Path) -> None:
    for page in pages(site):
        root = html.parse(page).getroot()
        # furo writes the title of the page of searches by script.
        assert len(root.findall(".//h1")) == (page.name != "search.html"), page.relative_to(site)
        assert len(root.xpath("//p[@class='languages']/a")) == 1, page.relative_to(site)


def test_the_pages_for_developers_are_those_that_are_left_in_english() -> None:
    for pattern in IN_ENGLISH:
        assert list((ROOT / "docs").glob(pattern)), pattern


@pytest.mark.parametrize(
    ("name", "word", "title"),
    [("", "composteur", "Écrire une démarche"), ("en/", "outbox", "How the code is laid out")],
)
def test_words_are_found_from_a_folder_without_a_server(
    site: Path, chrome: Browser, name: str, word: str, title: str
) -> None:
    page = chrome.new_page()
    page.goto(f"{(site / name / 'search.html').as_uri()}?q={word}")
    page.wait_for_selector("#search-results li a", timeout=60_000)
    assert title in page.locator("#search-results").inner_text()
    page.close()


def test_help_at_the_desk_shows_and_searches_the_pages_with_nothing_blocked(
    site: Path, chrome: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the Content-Security-Policy of the box; in the product's letters."""
    monkeypatch.setattr(documentation, "_FOLDERS", (site,))
    page, complaints = chrome.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    with served(create_app(settings)) as address:
        for path in ("desk/index", "town-hall/printers", "en/town-hall/printers", "search"):
            page.goto(f"{address}/documentation/{path}.html?q=PIN")
            assert page.evaluate("document.fonts.check('1rem Atkinson')"), path
        found = page.locator("#search-results li a").get_by_text("Quand ça casse", exact=True).first
        with page.expect_navigation(wait_until="load"):  # a look before its style sheets asks for other icons
            found.click()
        page.locator("h1").get_by_text("Quand ça casse").wait_for()
    page.close()
    assert complaints == []


def test_the_words_of_a_secretary_find_the_page_that_answers(site: Path, chrome: Browser) -> None:
    page = chrome.new_page()
    for words, title in (
        ("imprime à moitié", "Quand ça casse"),
        ("code PIN oublié", "Quand ça casse"),
        ("nouveau collègue", "Le premier jour"),
        ("collègue départ", "Quand ça casse"),
        ("machine volée", "Une machine volée, morte ou changée"),
        ("changer d’ordinateur", "Quand ça casse"),
        ("sans internet", "Quand ça casse"),
        ("borne éteinte", "Quand ça casse"),
        ("départ", "Quand ça casse"),
        ("date fausse", "Quand ça casse"),
        ("RGPD", "Quand ça casse"),
        ("ajouter une démarche", "Écrire une démarche"),
        ("heures d’ouverture", "Le premier jour"),
        ("écran noir", "Quand ça casse"),
    ):
        page.goto(f"{(site / 'search.html').as_uri()}?q={quote(words)}")
        page.locator("#search-results li a").get_by_text(title, exact=True).first.wait_for(timeout=60_000)
        found = page.locator("#search-results li > a").all_inner_texts()
        assert title in found[:4], f"{words}: {found[:4]}"
    page.close()


def test_every_page_is_wholly_in_english_too(tmp_path: Path) -> None:
    """`python -m scripts.site --words` brings new sentences into `docs/locale/en`."""
    assert untranslated(tmp_path) == []


def test_no_sentence_that_has_its_english_stays_french_on_the_english_site(site: Path) -> None:
    """Sphinx keeps the French where it reads a translation as something else: « 1. » as a list in a heading."""
    french = set()
    for path in (ROOT / "docs" / "locale" / "en").rglob("*.po"):
        with path.open("rb") as file:
            french |= {str(message.id) for message in read_po(file) if message.id and message.id != message.string}
    left = [
        f"{page.relative_to(site)}: {words}"
        for page in pages(site / "en")
        for element in html.parse(page).getroot().xpath("//article//*[self::h1 or self::h2 or self::h3 or self::p]")
        if (words := element.text_content().strip().removesuffix("¶").removesuffix("#").strip()) in french
    ]
    assert left == []


def test_the_tables_from_the_code_are_in_the_language_of_their_page(site: Path) -> None:
    for page, french, english in (
        ("settings", "Le port où les écrans se connectent.", "The port on which screens are served."),
        ("commands", "Met le poste en marche", "Serve this box until interrupted."),
        ("codes", "Ce dossier est déjà décidé.", "This case is already decided."),
        ("questions", "Texte court", "Short text"),
        ("keys", "Ouvre ou ferme cette liste.", "Opens or closes this list."),
    ):
        assert french in html.parse(site / "reference" / f"{page}.html").getroot().text_content(), page
        there = html.parse(site / "en" / "reference" / f"{page}.html").getroot().text_content()
        assert english in there and french not in there, page


def test_every_picture_stands_on_a_page_and_says_what_it_shows() -> None:
    text = " ".join(page.read_text("utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")))
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert [path for words, path in shown if len(words) < 8] == []
    taken = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / "pictures").rglob("*.png")}
    assert taken == {path[path.index("pictures/") :] for _, path in shown}
