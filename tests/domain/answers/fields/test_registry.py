"""The tuple of kinds and the folder agree."""

from pathlib import Path

import pytest

from kiosk.domain.answers import fields
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.registry import drawn, kind_of, names, signs_paper

FOLDER = Path(fields.__file__).parent
TEMPLATES = Path(__file__).parents[4] / "templates" / "fields"


def test_every_module_of_the_folder_is_in_the_tuple():
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "kind", "registry"}
    assert modules == set(names()) and len(KINDS) == len(names())


def test_every_kind_has_its_template_and_every_template_its_kind():
    assert {path.stem for path in TEMPLATES.glob("[!_]*.html")} == set(names())


def test_a_kind_is_found_by_its_name():
    assert all(kind_of(kind.kind) is kind for kind in KINDS)
    with pytest.raises(KeyError):
        kind_of("nothing")
    assert drawn("nothing", {"strokes": ["1 2"], "width": 1, "height": 1}) is None
    assert drawn(["signature"], {}) is drawn(None, None) is None
    assert not signs_paper("nothing", {"on_paper": True})
