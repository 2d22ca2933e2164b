"""Fixtures for tests of a kind of question: judging an answer, showing it, and rendering its template."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Field, ProcedureDocument
from kiosk.http.static_files import make_pictogram
from tests.domain.samples import TODAY, Codes, a_field

_VOID = {"input", "use"}
_CONTROLS = {"input", "textarea", "select"}


def typed(said: Any) -> dict[str, tuple[str, ...]]:
    parts = said if isinstance(said, dict) else {"": said}
    return {part: (words,) if isinstance(words, str) else tuple(words) for part, words in parts.items()}


@pytest.fixture
def judge():
    """`judge("number", "12", least=3)`: the value, or the fault's code after an exclamation mark."""

    def judged(kind: str, said: Any, **options: Any) -> Any:
        try:
            return find_field_kind(kind).judge(a_field(kind, **options), typed(said), TODAY)
        except AnswerFault as fault:
            return f"!{fault.code}"

    return judged


@pytest.fixture
def shown():
    return lambda kind, value, **options: find_field_kind(kind).shown(a_field(kind, **options), value, Codes())


@pytest.fixture
def mistakes():
    return lambda kind, **options: sorted(find_field_kind(kind).mistakes(a_field(kind, **options)))


class Part(HTMLParser):
    """A rendered template: its elements in order, each with attributes, the tags around it and the text inside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {"tag": tag, **dict(attrs), "inside": [around["tag"] for around in self._open], "text": ""}
        element["scripted"] = any({"data-needs-script", "data-needs-camera"} & around.keys() for around in self._open)
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element["text"] += data

    def all(self, *tags: str, **attributes: str) -> list[dict[str, Any]]:
        return [e for e in self.elements if e["tag"] in tags and attributes.items() <= e.items()]

    def one(self, *tags: str, **attributes: str) -> dict[str, Any]:
        (elements,) = self.all(*tags, **attributes)
        return elements

    @property
    def controls(self) -> list[dict[str, Any]]:
        return [control for control in self.all(*_CONTROLS) if control.get("type") != "hidden"]

    def check(self) -> None:
        """Check that every control has a name and a label, and that browsers neither correct nor keep what is typed."""
        ids = [e["id"] for e in self.elements if "id" in e]
        assert len(ids) == len(set(ids)), f"an id twice: {ids}"
        labels = {e["for"] for e in self.all("label") if "for" in e}
        assert labels <= set(ids)
        for e in self.elements:
            assert set(e.get("aria-describedby", "").split()) <= set(ids), e
        for control in self.controls:
            assert control["name"] == "f.x" or control["name"].startswith("f.x."), control
            assert control["id"].startswith("f-x") and "." not in control["id"], control
            assert control["id"] in labels or "label" in control["inside"], f"no label: {control}"
            assert "required" not in control and "maxlength" not in control, control
            if control.get("type") == "radio":
                assert "fieldset" in control["inside"], control
            elif control.get("type") != "checkbox":
                assert control["autocomplete"] == "off", control
        plain = [row for row in self.all(*_CONTROLS, "button") if "id" in row and not row["scripted"]]
        assert not self.controls or not plain or plain[0]["id"] == "f-x"
        assert all(label["text"].strip() for label in self.all("label", "legend"))


@pytest.fixture(scope="session")
def environment():
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parents[4] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(lambda one: one, lambda one, many, n: one if n == 1 else many, newstyle=True)
    env.globals["asset"] = lambda path: f"/static/{path}"
    env.globals["pictured"] = make_pictogram
    env.globals["beside"] = env.globals["code_beside"] = lambda *said: ""
    env.globals["with_french"] = lambda caller: caller()
    return env


@pytest.fixture
def render(environment):
    """`render("date", {"year": "1950"}, fault="in-the-future")`: the checked page part."""

    def rendered(
        kind: str,
        said: Any = None,
        fault: str = "",
        document: ProcedureDocument | None = None,
        proposed: Any = (),
        alone: bool = False,
        witnessed: bool = False,
        **more: Any,
    ) -> Part:
        field: Field = a_field(kind, **{"help": Text("Une aide"), **more})
        html = environment.get_template(f"fields/{kind}.html").render(
            field=field, words=Codes(), typed={} if said is None else typed(said), fault=fault, name="f.x",
            fault_said=f"fault:{fault}" if fault else None,
            document=document, proposed=proposed, alone=alone, camera_only=alone, witnessed=witnessed, dense=False,
        )  # fmt: skip
        part = Part(html)
        part.check()
        wrong = [e for e in part.elements if e.get("aria-invalid") == "true"]
        tied = [e for e in part.elements if "f-x-fault" in e.get("aria-describedby", "").split()]
        if fault:
            assert f"fault:{fault}" in part.one("p", id="f-x-fault")["text"]
            assert tied, "nothing points to the fault"
        else:
            assert not wrong and not tied and "fault:" not in html
        return part

    return rendered
