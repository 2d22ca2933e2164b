"""What the table « Where to add what » promises: files alone, and one word in a tuple.

Each addition is made in a copy of the product, and shown to work for a person in a process that runs that copy.
An operation is added in `tests/operations/test_operation.py`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.source import ROOT
from tests.catalogue.samples import HEAD

BEGIN = """
from pathlib import Path
import kiosk, kiosk.templates
code = Path.cwd() / "code" / "kiosk"
assert Path(kiosk.__file__).parent == code, kiosk.__file__
assert Path(kiosk.templates.__file__).parent == code / "templates", kiosk.templates.__file__
"""
BOX = """
from gallery.site import cast, steps_taken
from gallery.site.page import Browser
from kiosk.app import create_app
from kiosk.services.box.box import open_box
from kiosk.settings import Settings

data = Path.cwd() / "site"
box = open_box(Settings(data=data, site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy", port=0,
                        languages=LANGUAGES))
cast.set_up(box)
cast.at_work(box, cast.nadia_roux())
desk = Browser(create_app(box.settings, box=box).test_client())
"""
SIGNED_IN = """
form = desk.get("/sign-in").form("sign-in")
form["login"], form["passphrase"], form["pin"] = "nadia", cast.PASSPHRASE, cast.PIN
assert desk.send(form).path == "/desk"
"""
KIND = '''"""The colour of something."""

from datetime import date

from kiosk.domain.answers.fields.kind import Fault, FieldKind, only
from kiosk.domain.language.values import Typed
from kiosk.domain.procedure.procedure import Field


class ColourKind(FieldKind):
    """The value is the name of the colour in small letters."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault`: too-long."""
        if len(only(typed)) > 20:
            raise Fault("too-long")
        return only(typed).lower()


KIND = ColourKind(kind="colour", label="Couleur")
'''
KIND_TEMPLATE = "{%- import 'fields/_parts.html' as part with context -%}\n{{ part.line() }}\n"
PROCEDURE = f"""{HEAD}steps:
  - id: truck
    title: Quel camion ?
    fields:
      - {{ id: truck_colour, kind: colour, label: Sa couleur }}
"""
ANSWERED = """
page = steps_taken.begin(desk, "parking")
while steps_taken.step_of(page) != "truck":
    page = steps_taken.answer(desk, page, {"f.for_whom": "myself"})
case = steps_taken.case_of(page)
page = steps_taken.answer(desk, page, {"f.truck_colour": "B" * 30})
assert page.status == 422 and page.one("#f-truck_colour").get("value") == "B" * 30, page.text
page = steps_taken.answer(desk, page, {"f.truck_colour": "BLEU"})
assert page.status == 200, page.text
assert desk.get(f"/cases/{case}/steps/truck?change=1").one("#f-truck_colour").get("value") == "BLEU"
page = desk.get(f"/cases/{case}/review")
assert "bleu" in page.main, (page.path, page.text)
"""
SCREEN = '''"""What is on in the town."""

from flask import Blueprint, Response

from kiosk.web.edge.pages import page

screen = Blueprint("noticeboard", __name__, url_prefix="/noticeboard")


@screen.get("")
def show() -> Response:
    """Show the notices."""
    return page("arriving/noticeboard/page.html")
'''
SCREEN_TEMPLATE = """{%- extends layout -%}
{%- from '_parts/elements/buttons.html' import back as go_back -%}
{% block title %}Le panneau de la ville{% endblock %}
{% block main %}
      <h1>{{ self.title() }}</h1>
{%- endblock %}
{% block actions %}
      {{ go_back(url_for('welcome.show')) }}
{% endblock %}
"""
SHOWN = """
page = desk.get("/noticeboard")
assert (page.status, page.heading) == (200, "Le panneau de la ville"), page.text
"""
HUB_PAGE = '''"""Who reads this."""

from flask import Blueprint, render_template

from kiosk.hub.web.visitor import operators_only

counts = Blueprint("counts", __name__)


@counts.get("/comptes")
@operators_only
def show() -> str:
    """Show the page."""
    return render_template("hub/counts.html")
'''
HUB_TEMPLATE = """{%- extends 'hub/layout.html' -%}
{% block title %}Comptes{% endblock %}
{% block main %}
      <h1>{{ self.title() }}</h1>
{% endblock %}
"""
AT_THE_HUB = """
from kiosk.hub.app import close_hub, create_hub
from kiosk.hub.hub import EXTENSION
from kiosk.hub.settings import HubSettings
from kiosk.clock import Clock
from tests.hub.conftest import person, signed_in

app = create_hub(HubSettings(data=Path.cwd() / "hub", name="Pays de Saint-Aubin"), Clock())
hub = app.extensions[EXTENSION]
operator = signed_in(app, hub, person(hub, "ines", "Inès Caron", role="operator")).open("/comptes")
assert operator.status == 200 and operator.page.xpath("//h1")[0].text_content() == "Comptes", operator.text
assert "/connexion" in app.test_client().get("/comptes").location
close_hub(app)
"""
TRANSLATED = """
from click.testing import CliRunner
from kiosk.commands.translate import translate

data = Path.cwd() / "site"
data.mkdir()


def translates(*words):
    done = CliRunner(env={"KIOSK_DATA": str(data)}).invoke(translate, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


translates("init", "it")
po = data / "translations" / "it" / "LC_MESSAGES" / "messages.po"
text = po.read_text("utf-8")
french = 'msgid "Choisissez votre langue"\\nmsgstr '
assert french + '""' in text
po.write_text(text.replace(french + '""', french + '"Scelga la sua lingua"'), "utf-8")
translates("compile")
"""
SPOKEN = """
page = desk.get("/language")
assert "Italiano" in page.main, page.text
desk.send(page.form_to("/language", "it"))
page = desk.get("/language")
assert page.heading == "Scelga la sua lingua", page.text
assert page.one("html").get("lang") == "it"
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the product, its folders where an installed wheel has them."""
    code = tmp_path / "code" / "kiosk"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kiosk", code, ignore=ignored)
    for folder in ("templates", "translations"):
        shutil.copytree(ROOT / folder, code / folder, ignore=ignored)
    (code / "static").symlink_to(ROOT / "static", target_is_directory=True)
    return code


def write(path: Path, text: str) -> None:
    """A new file: it must not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as new:
        new.write(text)


def name_it(registry: Path, room: str, name: str, tuple_name: str, word: str) -> None:
    """Import the module `name` of `room`, and put one `word` at the end of the tuple."""
    text = registry.read_text("utf-8")
    assert word not in text
    head, opening, entries = text.partition(f"{tuple_name} = (")
    assert opening and entries.count(")") == 1
    entries = entries.replace(")", f", {word})").replace(",\n, ", ",\n    ")
    registry.write_text(f"from {room} import {name}\n{head}{opening}{entries}", "utf-8")


def run(folder: Path, *lines: str) -> None:
    """Run Python on the copy that lies in `folder`, with the cast of the tests from the repository."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(folder / "code"), str(ROOT)))}
    program = BEGIN + "".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_new_kind_of_question_is_asked_judged_and_kept(copied: Path, tmp_path: Path) -> None:
    room = "kiosk.domain.answers.fields"
    write(copied / "domain/answers/fields/colour.py", KIND)
    write(copied / "templates/fields/colour.html", KIND_TEMPLATE)
    name_it(copied / "domain/answers/fields/__init__.py", room, "colour", "KINDS", "colour.KIND")
    write(tmp_path / "site/procedures/parking.yaml", PROCEDURE)
    run(tmp_path, "LANGUAGES = ('fr',)", BOX, SIGNED_IN, ANSWERED)


def test_a_new_screen_is_shown_in_the_ordinary_layout(copied: Path, tmp_path: Path) -> None:
    write(copied / "screens/arriving/noticeboard.py", SCREEN)
    write(copied / "templates/arriving/noticeboard/page.html", SCREEN_TEMPLATE)
    name_it(copied / "screens/__init__.py", "kiosk.screens.arriving", "noticeboard", "SCREENS", "noticeboard")
    run(tmp_path, "LANGUAGES = ('fr',)", BOX, SHOWN)


def test_a_new_page_of_the_hub_is_shown_to_who_may_see_it(copied: Path, tmp_path: Path) -> None:
    write(copied / "hub/screens/counts.py", HUB_PAGE)
    write(copied / "templates/hub/counts.html", HUB_TEMPLATE)
    name_it(copied / "hub/screens/__init__.py", "kiosk.hub.screens.counts", "counts", "SCREENS", "counts")
    run(tmp_path, AT_THE_HUB)


def test_a_new_language_is_offered_and_spoken(copied: Path, tmp_path: Path) -> None:
    run(tmp_path, TRANSLATED, "LANGUAGES = ('fr', 'it')", BOX, SPOKEN)
