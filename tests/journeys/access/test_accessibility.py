"""Every page in French, under settings of which every two meet: nothing that an engine of rules, a finger or a narrow
window would stumble over, and nothing asked of another machine."""

from collections.abc import Callable

from playwright.sync_api import Browser

from tests.gallery.browser.eyes import Eyes, covered, overflowing, refused, seen, too_near, too_small, wrong
from tests.gallery.walk.kept_pages import Galleries
from tests.gallery.walk.plan import FRENCH
from tests.journeys.walked import walked

Count = Callable[[str, object], None]


def test_every_page_is_for_everyone(gallery: Galleries, chrome: Browser, record_property: Count) -> None:
    walked(FRENCH, gallery(FRENCH), chrome, record_property)


def test_these_eyes_see(gallery: Galleries, chrome: Browser) -> None:
    """A page spoilt on purpose is not let through."""
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(390, 844)
        eyes.show(page, here.shots[0])
        assert page.evaluate("getComputedStyle(document.querySelector('main')).display") != "block", "styles are there"
        page.evaluate("""() => {
          document.querySelector('main').insertAdjacentHTML('beforeend',
            '<p id="pale">Gris sur gris</p><button id="tiny">Petit</button><button id="next">Trop près</button>' +
            '<div id="wide">Large</div><input id="mute"><p id="cut">Coupé, et on ne lit pas la suite</p>' +
            '<img src="https://elsewhere.example/pixel.png" alt="">');
          const set = (id, style) => Object.assign(document.getElementById(id).style, style);
          set('pale', {color: '#888', background: '#fff'});
          set('tiny', {width: '20px', height: '20px', minHeight: '0', padding: '0'});
          set('next', {marginInlineStart: '-4px'});
          set('wide', {width: '999px'});
          set('cut', {width: '4rem', overflow: 'hidden', whiteSpace: 'nowrap'});
        }""")
        page.wait_for_function("() => document.images[0].complete")
        result = " ".join(wrong(page))
        assert "color-contrast" in result
        assert "label" in result
        assert any("input_label_exists" in text for text in refused(page))
        assert any("tiny" in text for text in too_small(page))
        assert any("next" in text for text in too_near(page))
        assert any("cut" in fault for fault in page.evaluate("eyes.clipped()"))
        assert overflowing(page)
        at_once = seen(page, is_measured=False)
        assert {*too_small(page), *too_near(page), *overflowing(page), *page.evaluate("eyes.clipped()")} < {*at_once}
        assert any("with text spacing" in fault for fault in at_once)
        assert len(seen(page, is_measured=True)) > len(at_once), "a measured station asks for millimetres too"
        assert covered(page) == []
        page.evaluate("""() => {
          document.body.insertAdjacentHTML('beforeend', '<div id="veil"></div>');
          Object.assign(document.getElementById('veil').style, {position: 'fixed', inset: 0, zIndex: 9});
        }""")
        assert {*covered(page)} < {*seen(page, is_measured=False)}
        page.evaluate("document.getElementById('veil').remove()")
        assert covered(page) == []
        page.evaluate("document.querySelector('.helper-bar a').style.minBlockSize = '12rem'")
        assert any("higher than its room" in text for text in covered(page))
        assert eyes.strangers == ["https://elsewhere.example/pixel.png"]
        page.context.close()


def test_a_line_that_leaves_no_room_for_spacing_is_seen(gallery: Galleries, chrome: Browser) -> None:
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(390, 844)
        eyes.show(page, here.shots[0])
        page.evaluate("""() => {
          document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="tight">Deux lignes</p>');
          const tight = document.getElementById('tight');
          Object.assign(tight.style, {overflow: 'hidden', whiteSpace: 'nowrap', inlineSize: 'fit-content'});
          tight.style.inlineSize = `${tight.getBoundingClientRect().width + 1}px`;
        }""")
        assert page.evaluate("eyes.clipped()") == []
        assert any("tight" in fault for fault in page.evaluate("eyes.spaced()"))
        page.context.close()
