"""Checks that a page follows the system's settings: forced colours, more contrast, reduced motion."""

from typing import Any

from playwright.sync_api import Page

WISHES: dict[str, dict[str, Any]] = {
    "forced-colours": {"forced_colors": "active"},
    "more-contrast": {"contrast": "more"},
    "no-motion": {"reduced_motion": "reduce"},
}
_NONE: dict[str, Any] = {"forced_colors": "none", "contrast": "no-preference", "reduced_motion": "no-preference"}
LEAST = 7
"""Least contrast of text, and of the borders of controls."""
COMMON = """
const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length
  && !e.closest('.visually-hidden, .skip-link, dialog:not([open])');
const told = e => e.outerHTML.slice(0, 110);
const pressed = () => [...document.querySelectorAll(
  'a[href], button, summary, select, textarea, input:not([type=hidden])')].filter(seen);
const parts = c => (c.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
const opaque = c => (parts(c)[3] ?? 1) > 0.99;
const behind = e => {
  for (let at = e; at; at = at.parentElement) {
    const found = getComputedStyle(at).backgroundColor;
    if (opaque(found)) return found;
  }
  return 'rgb(255, 255, 255)';
};
const light = c => parts(c).slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
const ratio = (a, b) => {
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
const rimmed = (e, least) => {
  const s = getComputedStyle(e);
  return ['Top', 'Bottom', 'Left', 'Right'].every(side => s[`border${side}Style`] !== 'none'
    && parseFloat(s[`border${side}Width`]) >= 1 && ratio(s[`border${side}Color`], behind(e.parentElement)) >= least);
};
const filled = e => opaque(getComputedStyle(e).backgroundColor)
  && ratio(getComputedStyle(e).backgroundColor, behind(e.parentElement)) >= 3;
"""
LOOKS: dict[str, str] = {
    "forced-colours": """() => {
  const found = [];
  const shape = e => { const s = getComputedStyle(e); return [s.borderTopWidth, s.borderTopStyle, s.outlineStyle,
    s.outlineWidth, s.fontWeight, s.textDecorationLine, getComputedStyle(e, '::before').content, e.textContent,
    s.borderTopColor, s.borderBottomWidth, s.color].join(); };
  const differs = (e, act, undo) => { const one = shape(e); act(); const two = shape(e); undo(); return one !== two; };
  const say = (what, e) => found.push(`${what}: ${told(e)}`);
  for (const e of pressed()) {
    const s = getComputedStyle(e);
    const native = s.appearance !== 'none' && e.matches('input, select, textarea');
    const worded = e.matches('a, summary, button') && e.textContent.trim() && ratio(s.color, behind(e)) >= 4.5;
    if (!native && !worded && !rimmed(e, 3)) say('not seen', e);
    if (e.matches('button') && !e.closest('nav, table') && !rimmed(e, 3)) say('no rim', e);
    e.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== e) continue;
    const ring = getComputedStyle(e.closest('.choice') ?? e);
    if (ring.outlineStyle === 'none' || parseFloat(ring.outlineWidth) < 2
      || ratio(ring.outlineColor, behind(document.body)) < 3) say('focus not seen', e);
    if (e.matches('[type=radio], [type=checkbox]') && e.closest('.choice')) {
      const was = e.checked, row = e.closest('.choice');
      if (!differs(row, () => { e.checked = !was; }, () => { e.checked = was; }))
        say('choice not seen', row);
    }
    for (const state of ['aria-current', 'aria-pressed', 'aria-selected']) {
      const was = e.getAttribute(state);
      if (was === null || was === 'false') continue;
      const wasPrimary = e.classList.contains('primary'); // some say it by the filled button, which has its own rim
      const off = () => { e.removeAttribute(state); e.classList.remove('primary'); };
      const on = () => { e.setAttribute(state, was); e.classList.toggle('primary', wasPrimary); };
      if (!differs(e, off, on))
        say(`${state} not seen`, e);
    }
  }
  return found;
}""",
    "more-contrast": """(least) => {
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!seen(e) || e.closest('svg, option, body [data-comfort]')) continue; // a choice of colours shows itself
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    const reached = ratio(getComputedStyle(e).color, behind(e));
    if (own && reached < least) found.push(`${reached.toFixed(1)}:1 ` + told(e));
  }
  for (const e of pressed()) {
    const drawn = e.matches('input, select, textarea') ? e.closest('.choice') ?? e : e;
    if (drawn.matches('.button, .choice, .input, .card, .tile') && !drawn.matches('.tertiary') && !rimmed(drawn, least)
      && !filled(drawn)) found.push('rim too pale: ' + told(drawn));
  }
  return found;
}""",
    "no-motion": """() => {
  const moves = e => [undefined, '::before', '::after'].some(part => {
    const s = getComputedStyle(e, part);
    return s.animationName !== 'none' || s.transitionDuration.split(',').some(each => parseFloat(each) > 0)
      || s.scrollBehavior === 'smooth';
  });
  return [...[...document.querySelectorAll('*')].filter(moves).map(told),
    ...document.getAnimations().map(each => `moves: ${each.animationName ?? each.transitionProperty}`)];
}""",
}
"""The script that checks each setting; it returns a list of faults."""


def unheeded(page: Page, wish: str) -> list[str]:
    """What the page in the window does against a setting."""
    page.emulate_media(**(_NONE | WISHES[wish]))
    faults: list[str] = page.evaluate(f"least => {{ {COMMON} return ({LOOKS[wish]})(least); }}", LEAST)
    page.emulate_media(**_NONE)
    return faults
