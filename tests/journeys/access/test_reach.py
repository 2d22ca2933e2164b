"""Every page of the gallery by keys: Tab, arrows and one switch come to every control, round and round, and one sees
where one is."""

from playwright.sync_api import Browser, Page

from tests.gallery.browser.eyes import Eyes, told
from tests.gallery.shots.shots import Shot
from tests.gallery.walk.kept_pages import Galleries, Gallery
from tests.journeys.written_roles import ALSO
from tests.long_runs import ARE_LONG

SIZES = ((1080, 1920), (1280, 800), (390, 844))
MARK = """() => { let at = 0;
  const rows = new Set();
  for (const it of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (!it.checkVisibility({visibilityProperty: true}) || it.disabled || it.tabIndex < 0) continue;
    if (it.matches('.skip-link, [type=hidden]')) continue;
    it.dataset.walked = String(at++);
    const group = it.type === 'radio' ? it.name : '';
    it.dataset.once = group && rows.has(group) ? '1' : '';  // Tab comes to one row of a question, arrows to each
    rows.add(group);
  }
  return at; }"""
LOOK = """() => { const it = document.activeElement;
  if (it === document.body) return {at: '', wrong: ''};
  const row = it.closest('.choice') || it, style = getComputedStyle(row), box = row.getBoundingClientRect();
  const told = it.outerHTML.replace(/\\s+/g, ' ').slice(0, 90);
  const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const hidden = !(top && (row.contains(top) || top.contains(row)) && box.bottom > 0 && box.top < innerHeight);
  return {at: it.dataset.walked ?? '', wrong: !shows ? 'not seen: ' + told : hidden ? 'covered: ' + told : ''}; }"""
UNSEEN = """([got, every]) => [...document.querySelectorAll('[data-walked]')]
  .filter(it => !got.includes(it.dataset.walked) && (every || !it.dataset.once || it.checked))
  .filter(it => every || it.type !== 'radio' ||
    ![...document.getElementsByName(it.name)].some(o => got.includes(o.dataset.walked)))
  .map(it => it.outerHTML.replace(/\\s+/g, ' ').slice(0, 90))"""
WALK = (
    "async ([key, most]) => { const look = "
    + LOOK
    + """, got = [], wrong = [];
  for (let at = 0; at < most; at++) {
    const it = document.activeElement, before = scrollY;
    it.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    if (it.matches('textarea')) await new Promise(done => setTimeout(done));  // it waits for what its caret does
    const found = look(), reads = scrollY !== before && document.activeElement === it;  // on the way to what is far
    if (found.at) got.push(found.at);
    if (found.wrong && !reads) wrong.push(found.wrong);
  }
  return [got, [...new Set(wrong)]]; }"""
)


def by_tab(page: Page, many: int) -> list[str]:
    """What Tab never comes to, and where one does not see where one is."""
    got, wrong = [], []
    page.evaluate("document.activeElement.blur()")
    for _ in range(many + 3):
        page.keyboard.press("Tab")
        faults = page.evaluate(LOOK)
        got.append(faults["at"])
        wrong += [faults["wrong"]] if faults["wrong"] and ".skip-link" not in faults["wrong"] else []
    way = " ".join(got)
    return [*wrong, *(f"never by Tab ({way}): {fault}" for fault in page.evaluate(UNSEEN, [got, False]))]


def by_key(page: Page, key: str, many: int) -> list[str]:
    """The same for a key of js/input/hands.js; a long page takes a few presses more."""
    page.evaluate("document.activeElement.blur()")
    got, wrong = page.evaluate(WALK, [key, 2 * many + 30])
    return [*wrong, *(f"never by {key}: {fault}" for fault in page.evaluate(UNSEEN, [got, True]))]


def walked(page: Page) -> list[str]:
    many = page.evaluate(MARK)
    result = by_tab(page, many)
    if page.locator("#hands-help").count():
        one = ("1",) if page.locator("[data-single-keys]").count() else ()
        for key in ("ArrowDown", "ArrowUp", *one):
            result += by_key(page, key, many)
    return list(dict.fromkeys(result))


def first_states(gallery: Gallery) -> list[Shot]:
    """The first state of each page, and those that have more to press than it; `make trials` walks over all."""
    first = {shots[0].name for shots in gallery.places.values()}
    return [shot for shot in gallery.shots if shot.name in first or shot.name in ALSO]


def test_every_control_of_every_page_is_come_to_and_seen(gallery: Galleries, chrome: Browser) -> None:
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        faults: dict[str, list[str]] = {}
        for number, shot in enumerate(here.shots if ARE_LONG else first_states(here)):
            width, height = SIZES[number % len(SIZES)]
            page.set_viewport_size({"width": width, "height": height})
            eyes.show(page, shot)
            if result := walked(page):
                faults[f"{shot.name} {width}×{height}"] = result
        page.context.close()
        assert not faults, told(faults)


def test_these_walks_notice_a_trap_a_hidden_focus_and_what_is_left_out(gallery: Galleries, chrome: Browser) -> None:
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        for spoils, expected in (
            ("document.querySelector('main button').addEventListener('keydown', e => e.stopPropagation())", "never by"),
            ("document.querySelector('main button').style.outline = 'none'", "not seen"),
            ("document.querySelector('.helper-bar').style.cssText = 'inset: 0; background: white'", "covered"),
        ):
            eyes.show(page, here.shots[0])
            page.evaluate(spoils)
            assert any(expected in text for text in walked(page)), spoils
        page.context.close()
