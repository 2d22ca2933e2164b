"""What each page is to someone who hears it does not drift: the roles and names that were written down."""

import pytest
from playwright.sync_api import Browser

from tests.gallery.walk.kept_pages import Galleries
from tests.journeys.written_roles import FOLDER, SPOKEN, heard, unchanging, written


@pytest.mark.parametrize("language", SPOKEN)
def test_roles_and_names_are_those_that_were_written_down(language: str, gallery: Galleries, chrome: Browser) -> None:
    """Where a page was changed on purpose: `python -m tests.journeys.written_roles`, and read what it changed."""
    result = written(heard(gallery(language), chrome))
    assert result == (FOLDER / f"{language}.txt").read_text("utf-8"), "tests.journeys.written_roles writes them anew"


def test_what_is_another_at_each_run_is_left_out() -> None:
    text = '- link "Dossier SA 1008 2":\n  - /url: /cases/1\n- text: "Code R2D3R-TULEE, mandat M-183BEF, 25/11 10:45"'
    other = '- link "Dossier SA 1010 E":\n  - /url: /cases/2\n- text: "Code Q3858-QV8F7, mandat M-6E10FE, 3/2 9:05"'
    assert unchanging(text) == unchanging(other)
    assert unchanging(text) != unchanging(text.replace("link", "button"))
    heading = '- heading "Étape 2" [level=1]'
    assert unchanging(heading) != unchanging(heading.replace("level=1", "level=2"))
