"""Wherever a case is shown at one moment, it is in one state: at desk, terminal and hub, and on a telephone."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.cases import case_history
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import Scope
from hub.decisions.decisions import Asking, DraftDecision, decide_case, settle_paper, take_back_decision
from hub.people.sessions import COOKIE, open_session
from hub.replies import Passing
from kiosk.app import create_app
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.case_line import CaseLine
from kiosk.domain.events.case_state import CaseState, StateKind, kind_of_state
from kiosk.domain.language.words import Preferences
from kiosk.errors import ParvisError
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import SyncLoop, exchange_with_hub
from kiosk.services.papers import receipt
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import ShownReceipt
from kiosk.services.submitted import follow_case, supplements
from kiosk.store.cases import Submission
from kiosk.store.people import Mediator
from kiosk.web.request_state import state_of
from kiosk.words.words import Words
from tests.conftest import at_work
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gestures import at_a_terminal, helped, submitted, submitted_alone
from tests.gallery.site.hub_browser import Browser as HubBrowser
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import enter, hand_over
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.conftest import newcomer
from tests.services.conftest import another_box, destroyed
from tests.services.submitted.test_case_changes import correct, withdrawn

BORN = "03/02/1965"
PHOTO = picture("JPEG", size=(60, 40))
OWN_WORDS = ("La page 3 du bail", "Le livret bleu")
FRENCH = Words()
AGENT = {
    "Reçu": "received",
    "À l’étude": "in_progress",
    "Pièces à compléter": "incomplete",
    "Complément reçu": "completed",
    "Accepté": "accepted",
    "Refusé": "refused",
    "Demande close": "closed",
    "Retiré": "withdrawn",
}
THEIRS = {FRENCH.code("state", state): str(state) for state in CaseState if state != CaseState.DISCARDED}
TURNS = {
    "line": {"person": ("Donnez à la mairie",), "others": ("Vous n’avez rien à faire pour", "L’envoi est auto")},
    "line-desk": {"person": ("À recevoir de la personne",), "others": ("Rien à faire ici", "L’envoi est auto")},
    "line-hub": {"person": ("La personne a jusqu’au", "Rien à faire avant"), "others": ("C’est au service",)},
}


@dataclass
class Town:
    """A box, another that knows nothing, the hub, and the browsers of everybody who looks at a case."""

    box: Box
    central: Central
    watch: Watch
    desk: Browser
    terminal: Browser
    agent: HubBrowser
    case: Submission = field(init=False)

    def wait(self) -> None:
        self.watch.wait(timedelta(seconds=1))

    def deposit(self) -> None:
        self.case = submitted(self.box)

    def sync(self) -> None:
        for _ in range(2):
            self.wait()
            exchange_with_hub(self.box, hub_of(self.box))

    @property
    def file(self) -> CaseFile:
        with self.central.hub.store.reading() as connection:
            return read_case(connection, self.central.hub.ring, self.case.reference)

    def decide(self, to: str, asks: Asking | None = None, minutes: int = 0) -> None:
        hub = self.central.hub
        hub = replace(hub, settings=hub.settings.__class__(data=hub.settings.data, take_back_minutes=minutes))
        draft = DraftDecision(to, "Parce que.", self.file.seen, in_a_month(hub), asks or Asking((), ""))
        decide_case(hub, self.central.claire, self.case.reference, draft)

    def undo(self) -> None:
        self.decide("refused", minutes=10)
        taken = self.file.taken
        assert taken
        take_back_decision(self.central.hub, self.central.claire, self.case.reference, taken.id)

    def pass_on(self, passing: Passing) -> None:
        draft = DraftDecision("received", "Parce que.", self.file.seen, passing=passing)
        hub = self.central.hub
        hub = replace(hub, settings=hub.settings.__class__(data=hub.settings.data, take_back_minutes=0))
        decide_case(hub, self.central.claire, self.case.reference, draft)

    def ask(self, named: bool, words: int) -> None:
        asks = Asking(("identity",) if named else (), "\n".join(OWN_WORDS[:words]))
        self.decide("incomplete", asks)

    def tick(self, place: int, state: str) -> None:
        paper = self.file.asked[place].paper.id
        settle_paper(self.central.hub, self.central.claire, self.case.reference, paper, state)

    def give_at_desk(self, place: int) -> None:
        papers = follow_case.follow_case(self.box, self.case.reference, helped(self.box)).papers
        named = papers.named if papers else ()
        paper = named[place % len(named)] if named else None
        item = SupplementItem(paper.document, paper.label, paper.id) if paper else SupplementItem("identity", "Carte")
        added = Supplement("", (AddedDocument(item, "seen"),))
        supplements.append_supplement(self.box, self.case.reference, added, helped(self.box), self.box.clock.new_id())

    def give_at_terminal(self, place: int) -> None:
        shown = ShownReceipt(self.case.reference, self.case.follow_code, BORN)
        news = verify_receipt.find_case_whereabouts(self.box, shown, FRENCH).news
        assert news
        alone, draft = at_a_terminal(self.box), self.box.clock.new_id()
        begun = supplements.begin_terminal_supplement(self.box, news, self.case.follow_code, draft, alone)
        if news.papers:
            item = news.papers[place % len(news.papers)].id
            supplements.add_terminal_photo(self.box, begun, item, PHOTO, alone, self.box.clock.new_id())
        else:
            supplements.save_terminal_message(self.box, begun, "Voilà.", alone)
        supplements.send_terminal_supplement(self.box, begun, Preferences(), alone)

    def give_from_telephone(self, place: int) -> None:
        telephone = Telephone(self.central.app.test_client(), self.case.reference, self.case.follow_code)
        telephone.open(birth_date=BORN)
        if telephone.papers:
            telephone.put(PHOTO, telephone.papers[place % len(telephone.papers)])
            telephone.send()


Step = tuple[str, int, int]
STEPS: dict[str, Callable[[Town, int, int], object]] = {
    "sync": lambda town, *_: town.sync(),
    "ask": lambda town, one, two: town.ask(bool(one % 2) or not two, two),
    "ask-in-words": lambda town, *_: town.ask(False, 0),
    "desk": lambda town, one, _: town.give_at_desk(one),
    "terminal": lambda town, one, _: town.give_at_terminal(one),
    "telephone": lambda town, one, _: town.give_from_telephone(one),
    "tick": lambda town, one, _: town.tick(one, "accepted"),
    "give-up": lambda town, one, _: town.tick(one, "given-up"),
    "untick": lambda town, one, _: town.tick(one, ""),
    "correct": lambda town, *_: correct(town.box, town.case.reference),
    "study": lambda town, *_: town.decide("in_progress"),
    "accept": lambda town, *_: town.decide("accepted"),
    "refuse": lambda town, *_: town.decide("refused"),
    "close": lambda town, *_: town.decide("closed"),
    "undo": lambda town, *_: town.undo(),
    "pass-on": lambda town, *_: town.pass_on(Passing(service="scolarite", site="SA")),
    "pass-out": lambda town, *_: town.pass_on(Passing(body="Préfecture", other_body=True)),
    "withdraw": lambda town, *_: withdrawn(town.box, town.case.reference),
}
_GIVING = st.sampled_from(["desk", "desk", "terminal", "telephone", "sync", "tick", "give-up", "untick", "ask"])
_END = st.sampled_from(
    ["sync", "study", "accept", "refuse", "close", "undo", "withdraw", "correct", "ask-in-words", "pass-on"]
)
_NUMBERS = st.integers(0, 2)
HISTORIES = st.tuples(
    st.lists(st.tuples(st.sampled_from(["sync", "sync", "desk", "study"]), _NUMBERS, _NUMBERS), max_size=2),
    st.lists(st.tuples(st.just("ask"), _NUMBERS, _NUMBERS), min_size=1, max_size=1),
    st.lists(st.tuples(_GIVING, _NUMBERS, _NUMBERS), min_size=1, max_size=4),
    st.lists(st.tuples(_END, _NUMBERS, _NUMBERS), max_size=2),
).map(lambda parts: [step for part in parts for step in part])


def play(town: Town, history: list[Step]) -> None:
    """Let this happen, without what cannot: a paper that nobody asks for, a decision that is no move."""
    town.deposit()
    for name, one, two in history:
        town.wait()
        with suppress(ParvisError, IndexError):
            STEPS[name](town, one, two)


@dataclass(frozen=True)
class Said:
    """What one place says of a case; None for what it does not say."""

    state: str
    kind: str
    missing: str | None = None
    by: str | None = None
    turn: str | None = None


def pill(found: Any, words: dict[str, str]) -> Said:
    (kind,) = set(found.get("class").split()) - {"state"}
    return Said(words[" ".join(found.text_content().split())], kind)


def in_line(page: Any, voice: str) -> Said:
    (drawn,) = page.cssselect(".case-line")
    text = " ".join(drawn.text_content().split())
    turn = next((who for who, said in TURNS[voice].items() if any(part in text for part in said)), "")
    missing = " ".join(" ".join(row.text_content() for row in page.cssselect(".missing")[:1]).split())
    day = re.search(r"(?:plus tard le|jusqu’au) (\d+(?:er)? \S+ \d{4})", text)
    now = " ".join(drawn.cssselect(".now")[0].text_content().split())
    assert (now == "Complément envoyé") == (drawn.get("data-state") == "completed")
    for dot in drawn.cssselect('[data-how="current"] .dot use'):
        assert drawn.get("data-state") != "refused" or not dot.get("href", "").endswith("#check")
    return Said(drawn.get("data-state"), drawn.get("data-kind"), missing, day[1] if day else "", turn)


def at_box(town: Town) -> Iterator[tuple[str, Said]]:
    number, home = town.case.reference, town.desk.get("/desk")
    (row,) = [row for row in home.all("#submitted tr") if row.cssselect(f"a[href$='/{number}']")]
    yield "desk, last cases", pill(row.cssselect(".state")[0], THEIRS)
    page = town.desk.get(f"/desk/references/{number}")
    line = in_line(page.one("main"), "line-desk")
    yield "desk, line", line
    yield "desk, badge", pill(page.one(".case-intro p > .state"), THEIRS)
    for row in home.all("li.work"):
        if row.cssselect(f"a[href$='/{number}']") and row.cssselect("[id^='done-']"):
            said = pill(row.cssselect(".state")[0], THEIRS)
            text = " ".join(row.cssselect(".detail")[0].text_content().split())
            adds = bool(row.cssselect("a[href$='/supplement']"))
            missing = line.missing if (line.missing or "") in text else text
            turn = "person" if adds else "nobody" if line.turn == "person" else None
            yield "desk, work", Said(said.state, said.kind, missing, None, turn)
    for card in page.all(".case-do .next[id^='update-']"):
        (kind,) = set(card.get("class").split()) - {"panel", "next"}
        title = " ".join(card.cssselect("h2")[0].text_content().split())
        if title in THEIRS:
            yield "desk, card", Said(THEIRS[title], kind)


def asked_at_terminal(town: Town) -> Page:
    typed = {"number": town.case.reference, "code": town.case.follow_code, "birth_date": BORN}
    return town.terminal.send(town.terminal.get("/where").form_to("/where").with_values(typed))


def at_hub(town: Town) -> Iterator[tuple[str, Said]]:
    number = town.case.reference
    listed = town.agent.open(f"/dossiers/{number}").page
    yield "hub, line", in_line(listed.cssselect(".case-pane")[0], "line-hub")
    badges = listed.cssselect(".case-pane .heading-row .state")
    yield "hub, badge", pill(badges[-1], AGENT)
    for row in listed.cssselect(".list-pane [data-worklist] a"):
        if row.get("href", "").endswith(number):
            shown = [badge for badge in row.cssselect(".state") if badge.text_content().strip() in AGENT]
            yield from (("hub, list", pill(badge, AGENT)) for badge in shown)
    yield "terminal", in_line(asked_at_terminal(town).one("main"), "line")
    telephone = Telephone(town.central.app.test_client(), number, town.case.follow_code).open(birth_date=BORN)
    yield "telephone", in_line(telephone.browser.page.cssselect("main")[0], "line")


def agree(places: list[tuple[str, Said]]) -> None:
    for name in ("state", "kind", "missing", "by", "turn"):
        said = {place: getattr(told, name) for place, told in places if getattr(told, name) is not None}
        assert len(set(said.values())) <= 1, f"{name}: {said}"


def agrees_everywhere(town: Town, history: list[Step]) -> None:
    play(town, history)
    agree(list(at_box(town)))
    town.sync()
    agree([*at_box(town), *at_hub(town)])


@pytest.fixture
def town(linked: Box, nadias: Mediator, central: Central, watch: Watch) -> Town:
    at_work(linked, nadias)
    app = create_app(linked.settings, box=linked)
    state_of(app).sync = SyncLoop(linked)
    desk = Browser(app.test_client())
    assert enter(desk) == "/desk"
    newcomer(central.hub, "omar", "Omar Diallo", scope=Scope(services=("scolarite",)))
    client = central.app.test_client()
    client.set_cookie(COOKIE, open_session(central.hub, central.claire))
    return Town(linked, central, watch, desk, hand_over(Browser(app.test_client())), HubBrowser(client))


QUICK = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def test_no_two_places_say_two_things_of_one_case(town: Town) -> None:
    QUICK(given(HISTORIES)(lambda history: agrees_everywhere(town, history)))()


@pytest.mark.parametrize("whither", ["pass-on", "pass-out"])
def test_a_case_passed_on_is_in_one_state_for_everybody(whither: str, town: Town) -> None:
    agrees_everywhere(town, [("sync", 0, 0), (whither, 0, 0)])
    assert town.file.decisions[-1].passed_to
    asked: list[Step] = [("sync", 0, 0), ("ask", 1, 1), ("sync", 0, 0), ("desk", 0, 0), ("sync", 0, 0)]
    agrees_everywhere(town, [*asked, (whither, 0, 0)])
    agrees_everywhere(town, [("sync", 0, 0), (whither, 0, 0), *asked])


TWO = [("sync", 0, 0), ("ask", 1, 1), ("sync", 0, 0), ("desk", 0, 0)]


def plant_raw_states(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(follow_case, "find_states_of_listed_cases", lambda _box, listed, _actor: dict(listed))


def plant_forgotten_papers(patch: pytest.MonkeyPatch) -> None:
    find = follow_case.find_lines_of_listed_cases

    def forgets(*about: Any) -> dict[str, CaseLine | None]:
        return {reference: line and replace(line, papers=None) for reference, line in find(*about).items()}

    patch.setattr(follow_case, "find_lines_of_listed_cases", forgets)


def plant_deaf_box(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(follow_case, "_settled", lambda _: {})


def plant_own_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(receipt, "came_at", lambda event: event.recorded_at)


def plant_list_by_decision(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(case_history, "find_shown_state", lambda _hub, _connection, _reference, state, _prepared: state)


def plant_part_of_the_papers(patch: pytest.MonkeyPatch) -> None:
    count = case_history.count_papers_of_case

    def counts(case: CaseFile) -> Any:
        papers = count(case)
        return papers and replace(papers, named=papers.named[:1], missing=min(papers.missing, 1))

    patch.setattr("hub.decisions.follow.case_history.count_papers_of_case", counts)


def plant_green_refusal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "kiosk.domain.events.case_line.kind_of_state",
        lambda state: StateKind.SUCCESS if state == CaseState.REFUSED else kind_of_state(state),
    )


ONE_GIVEN = [*TWO, ("sync", 0, 0)]
FAULTS: dict[Callable[[pytest.MonkeyPatch], None], list[Step]] = {
    plant_raw_states: [("sync", 0, 0), ("ask", 1, 0), ("sync", 0, 0), ("desk", 0, 0)],
    plant_forgotten_papers: ONE_GIVEN,
    plant_deaf_box: [("sync", 0, 0), ("ask", 1, 1), ("sync", 0, 0), ("give-up", 0, 0)],
    plant_own_clock: [("sync", 0, 0), ("desk", 0, 0), ("ask", 1, 0)],
    plant_list_by_decision: [("sync", 0, 0), ("ask", 1, 0), ("sync", 0, 0), ("desk", 0, 0)],
    plant_part_of_the_papers: [("sync", 0, 0), ("ask", 1, 2)],
    plant_green_refusal: [("sync", 0, 0), ("refuse", 0, 0)],
}
"""Each fault, and a history in which somebody meets it."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.removeprefix("plant_"))
def test_a_place_that_says_something_else_is_found(
    fault: Callable[[pytest.MonkeyPatch], None], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    agrees_everywhere(town, FAULTS[fault])
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        agrees_everywhere(town, FAULTS[fault])


def test_a_box_that_was_told_nothing_says_so_and_the_code_brings_line_and_papers(
    town: Town, tmp_path: Path, nadias: Mediator
) -> None:
    """R33 of the review: a request with papers asked for was « encore à la mairie », and its paper landed beside it."""
    play(town, [("sync", 0, 0), ("ask", 1, 1), ("sync", 0, 0)])
    with another_box(tmp_path / "bruz", town.central, "BZ", "Mairie de Bruz") as bruz:
        at_work(bruz, nadias)
        browser = Browser(create_app(bruz.settings, box=bruz).test_client())
        enter(browser)
        page = browser.get(f"/desk/references/{town.case.reference}")
        assert "Ce poste ne sait pas où elle en est" in page.main and not page.all(".case-line")
        wrong = browser.send(page.form("ask-where").with_values({"code": "AAAAAAAAAA"}))
        assert wrong.status == 422 and len(wrong.all("#code-fault")) == 1
        told = browser.send(wrong.form("ask-where").with_values({"code": town.case.follow_code}))
        hub = dict(at_hub(town))["hub, line"]
        line = in_line(told.one("main"), "line-desk")
        assert (line.state, line.kind, line.by, line.turn) == (hub.state, hub.kind, hub.by, hub.turn)
        assert (line.missing or "").startswith("Il manque : Une pièce d’identité. Et une autre pièce")
        form = browser.get(told.link("Ajouter la pièce"))
        (asked,) = [paper for paper in town.file.asked if paper.paper.document]
        ticked = {f"document.{asked.paper.id}.identity": "1", "do": "send"}
        sent = browser.send(form.form("supplement").with_values(ticked))
        assert "Enregistré" in sent.main
        assert "Ce poste ne sait pas" in browser.get(f"/desk/references/{town.case.reference}").main, "told before"
        exchange_with_hub(bruz, hub_of(bruz))
    assert [paper.state for paper in town.file.asked] == ["answered", "open"]


def test_answers_of_a_terminal_are_said_to_be_at_the_service(town: Town) -> None:
    case = submitted_alone(town.box, at_a_terminal(town.box))
    for _ in range(2):
        exchange_with_hub(town.box, hub_of(town.box))
    destroyed(town.box, case.case_id)
    page = town.desk.get(f"/desk/references/{case.reference}")
    assert "Les réponses sont au service, pas ici." in page.main and "temps de garde" not in page.main
    assert page.link("Chercher au système central") == "/desk/find/by-name"
