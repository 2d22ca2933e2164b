"""Caches parts of pages that are the same for everyone who reads a language, but for what is put into their holes."""

from collections.abc import Mapping

from flask import Flask, current_app
from markupsafe import Markup

from kiosk.web.framework.holed import Holed, hole
from kiosk.web.request.app_state import app_state
from kiosk.web.request.page_languages import language
from kiosk.web.request.request_state import request_state
from kiosk.web.request.served_box import box

_MOST_KEPT = 1024
_TOKEN = hole("token")


def install(app: Flask) -> None:
    """Give templates `standing(name)` and `standing_form(name, …)`."""
    app.jinja_env.globals.update(standing=standing, standing_form=standing_form)


def standing(name: str, **fixed: bool | str) -> Markup:
    """A template rendered with the site alone, and cached for each language; nothing about a person can get into it.

    `fixed` are values of which there are few, the same for many people; each combination is cached.
    """
    return _kept(name, fixed).pieces[0]


def standing_form(
    name: str, token: Markup, /, varying: Mapping[str, Mapping[str, object]] | None = None, **fixed: bool | str
) -> Markup:
    """The same for a part with forms: their `token` (`csrf()`) is put into what is cached.

    `varying` are values that differ between pages, by the name that the template knows them by together and by their
    own. They are put in too; the template sees only which of them are "".
    """
    if varying is None:
        return _kept(name, fixed).filled(lambda _: token)
    texts: dict[str, object] = {
        f"{group}.{own}": text for group, own_texts in varying.items() for own, text in own_texts.items()
    }
    texts["token"] = token
    return _kept(name, fixed, {key: text == "" for key, text in texts.items()}).filled(texts.__getitem__)


def _kept(name: str, fixed: Mapping[str, bool | str], empty: Mapping[str, bool] | None = None) -> Holed:
    kept, site = app_state().standing_parts, box().site
    key = (name, language(), site.code, request_state().staff_part, *fixed.items(), *(empty or {}).values())
    part = kept.get(key)
    if part is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        template, holes = current_app.jinja_env.get_template(name), _holes(empty or {})
        part = kept[key] = Holed.of(template.render(site=site, csrf=lambda: _TOKEN, **holes, **fixed))
    return part


def _holes(empty: Mapping[str, bool]) -> dict[str, dict[str, str]]:
    holes: dict[str, dict[str, str]] = {}
    for key, nothing in empty.items():
        group, _, own = key.partition(".")
        holes.setdefault(group, {})[own] = "" if nothing else hole(key)
    holes.pop("token", None)
    return holes
