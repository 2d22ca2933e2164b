"""The hub's pages at the sizes of a desk and of a telephone: the frame stays, and what is worked with is in sight."""

from lxml import html
from playwright.sync_api import Browser

from tests.gallery.browser.eyes import Eyes
from tests.gallery.walk.kept_pages import Galleries
from tests.gallery.walk.plan import HUB

BOX = "selector => { const {top, bottom, width} = document.querySelector(selector).getBoundingClientRect();"
BOX += " return [top, bottom, width]; }"
UNREADABLE = """() => [...document.querySelectorAll('.sidebar li a')].filter(link => {
  const range = document.createRange(); range.selectNodeContents(link.querySelector('span'));
  const words = range.getBoundingClientRect(), place = link.getBoundingClientRect();
  return parseFloat(getComputedStyle(link.querySelector('span')).fontSize) < 12 || words.width < 10
    || words.left < place.left - 1 || words.right > place.right + 1 || words.bottom > place.bottom + 1;
}).map(link => link.textContent.trim())"""
FULL_VIEWS = """() => {
  const list = document.querySelector('.views ul'), last = list.lastElementChild;
  while (list.children.length < 4) list.append(last.cloneNode(true));
  for (const [place, name] of ['Tous', 'À moi', 'Libres', 'En retard'].entries())
    list.children[place].firstElementChild.innerHTML = `${name} <strong>plus de 1 000</strong>`;
  return document.querySelector('.worklist > li').getBoundingClientRect().top;
}"""
"""The four lists, each with more cases than are counted: where the first case stands then."""
UNDER_FOOT = """() => {
  const foot = document.querySelector('.deciding .several-bar').getBoundingClientRect().top;
  return [...document.querySelectorAll('.deciding :is(.field, .choice)')].filter(each => each.checkVisibility()
    && each.getBoundingClientRect().bottom > foot + 1).map(each => each.textContent.trim().slice(0, 60));
}"""
FOCUSED = """() => {
  const focused = document.activeElement.closest('label') ?? document.activeElement;
  const {top, bottom} = focused.getBoundingClientRect();
  const foot = document.querySelector('.deciding .several-bar');
  return foot.contains(focused) || !foot.parentElement.contains(focused)
    || (top >= 0 && bottom <= foot.getBoundingClientRect().top + 1);
}"""
DECISIONS = ("hub-case-incomplete", "hub-case-refused", "hub-case-accepted", "hub-case-no-message", "hub-case-passing")
CORRECTED = "hub-case-no-message"
"""What is to be mended stands above this one's form, and has the focus."""
FRAMED = ("hub-cases", "hub-case-3", "hub-case-incomplete", "hub-several", "hub-account", "hub-outgoing", "hub-sites")


def test_the_frame_stays_and_what_is_worked_with_is_in_sight(gallery: Galleries, chrome: Browser) -> None:
    here = gallery(HUB)
    by_name = {shot.name: shot for shot in here.shots}
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        for width, height in ((1280, 800), (1440, 900)):
            page.set_viewport_size({"width": width, "height": height})
            frames = set()
            for name in FRAMED:
                eyes.show(page, by_name[name])
                frames.add(round(page.evaluate(BOX, ".sidebar")[2]))
                assert page.evaluate(UNREADABLE) == [], name
            assert len(frames) == 1, frames
            for name in ("hub-cases", "hub-case-3"):
                eyes.show(page, by_name[name])
                assert page.evaluate(BOX, ".worklist > li")[0] <= 260, name
                assert page.evaluate(FULL_VIEWS) <= 260, name
            for name in DECISIONS:
                eyes.show(page, by_name[name])
                assert page.evaluate(BOX, ".deciding")[2] >= 600, name
                assert page.evaluate(BOX, ".deciding .button.primary")[1] <= height, name
                assert page.evaluate(UNDER_FOOT) == [] or name == CORRECTED, name
        page.set_viewport_size({"width": 390, "height": 844})
        for name in FRAMED:
            eyes.show(page, by_name[name])
            assert page.evaluate(UNREADABLE) == [], name
        page.context.close()


def test_what_has_the_focus_is_never_under_the_foot_of_a_decision(gallery: Galleries, chrome: Browser) -> None:
    """WCAG 2.4.11, in a window too low for the form."""
    here = gallery(HUB)
    by_name = {shot.name: shot for shot in here.shots}
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1280, 620, engines=())
        for name in DECISIONS:
            eyes.show(page, by_name[name])
            page.evaluate("document.querySelector('.deciding h2').tabIndex = -1")
            page.focus(".deciding h2")
            for _ in page.query_selector_all(".deciding :is(input:not([type=hidden]), select, textarea, a, summary)"):
                page.keyboard.press("Tab")
                assert page.evaluate(FOCUSED), (name, page.evaluate("document.activeElement.outerHTML"))
        page.context.close()


def test_a_form_of_several_boxes_says_which_are_needed(gallery: Galleries) -> None:
    """WCAG 3.3.2, RGAA 11.10: as the questionnaires do, what may stay empty says so, and the rest is required."""
    unsaid = list[str]()
    for shot in gallery(HUB).shots:
        for form in html.document_fromstring(shot.source).xpath("//form[not(@role='search')]"):
            typed = form.xpath(".//input[@type='text' or @type='password' or @type='date'] | .//textarea")
            said = form.xpath(".//*[@aria-required='true'] | .//label[contains(., '(facultatif)')]")
            if len(typed) > 1 and not said:
                unsaid.append(f"{shot.name}: {form.get('action')}")
    assert unsaid == []
