"""What the table « Where to add what » promises: files alone, and one word in a tuple.

Each addition is made in a copy of the product, and shown to work for a person in a process that runs that copy.
An operation is added in `tests/operations/test_operation.py`, what prints in `test_printing_additions.py`.
"""

from pathlib import Path

from tests.catalogue.samples import HEAD
from tests.house.copied import BOX, SIGNED_IN, name_it, run, write

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


def test_a_new_kind_of_question_is_asked_judged_and_kept(copied: Path, tmp_path: Path) -> None:
    room = "kiosk.domain.answers.fields"
    write(copied / "domain/answers/fields/colour.py", KIND)
    write(copied / "templates/fields/colour.html", KIND_TEMPLATE)
    name_it(copied / "domain/answers/fields/__init__.py", room, "colour", "KINDS", "colour.KIND")
    write(tmp_path / "site/procedures/parking.yaml", PROCEDURE)
    run(tmp_path, "LANGUAGES, PAPER = ('fr',), 'pdf-a4'", BOX, SIGNED_IN, ANSWERED)


def test_a_new_screen_is_shown_in_the_ordinary_layout(copied: Path, tmp_path: Path) -> None:
    write(copied / "screens/arriving/noticeboard.py", SCREEN)
    write(copied / "templates/arriving/noticeboard/page.html", SCREEN_TEMPLATE)
    name_it(copied / "screens/__init__.py", "kiosk.screens.arriving", "noticeboard", "SCREENS", "noticeboard")
    run(tmp_path, "LANGUAGES, PAPER = ('fr',), 'pdf-a4'", BOX, SHOWN)


def test_a_new_page_of_the_hub_is_shown_to_who_may_see_it(copied: Path, tmp_path: Path) -> None:
    write(copied / "hub/screens/counts.py", HUB_PAGE)
    write(copied / "templates/hub/counts.html", HUB_TEMPLATE)
    name_it(copied / "hub/screens/__init__.py", "kiosk.hub.screens.counts", "counts", "SCREENS", "counts")
    run(tmp_path, AT_THE_HUB)


def test_a_new_language_is_offered_and_spoken(copied: Path, tmp_path: Path) -> None:
    run(tmp_path, TRANSLATED, "LANGUAGES, PAPER = ('fr', 'it'), 'pdf-a4'", BOX, SPOKEN)
