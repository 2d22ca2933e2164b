"""No sequence of signing in, locking, switching, leaving and coming back shows anyone what is not theirs.

Two desks, two terminals, two mediators of two services, and citizens whose names are their own canaries. After every
gesture each screen is asked for each case by every address a case has; what it may show follows from the model alone.
"""

from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.app import create_app
from tests.conftest import PASSPHRASE, PIN, at_work
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.long_runs import how_many
from tests.web.morning import ADDRESSES, COVERED, HELD, MEDIATORS, PLACES, SERVICES, Hands, Screen, Someone, town


class NoWayIn(Hands, RuleBasedStateMachine):
    """The box and its screens against the model."""

    @initialize()
    def open(self) -> None:
        self.town = town()
        self.box, self.watch = self.town.__enter__()
        app = create_app(self.box.settings, box=self.box)
        for name, mediator in MEDIATORS.items():
            at_work(self.box, mediator, *HELD[name])
            self.box.shifts.end(mediator.id)
        self.on_shift: set[str] = set()
        self.cases: dict[str, Someone] = {}
        self.screens = [Screen(Browser(app.test_client()), terminal) for terminal in (False, False, True, True)]
        for screen in self.screens[2:]:
            self._sign_in(screen, "nadia")
            with self.box.store.write() as db:
                db.conn.execute("UPDATE stations SET role = 'terminal'")
            self._leave_desk(screen)
        self.on_shift.clear()
        # A morning like any other: both are at their desks, and three people are in the middle of something.
        for which, (who, procedure) in enumerate((("nadia", "birth-certificate"), ("omar", "emergency-aid"))):
            self._sign_in(self.screens[which], who)
            self.begin(which, procedure)
        self.begin(2, "birth-certificate")

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.town.__exit__(None, None, None)

    # -- gestures of mediators

    @rule(which=st.integers(0, 3), who=st.sampled_from(sorted(HELD)))
    def sign_in(self, which: int, who: str) -> None:
        screen = self.screens[which]
        if screen.confirming or screen.idle:
            return
        self._sign_in(screen, who)

    @rule(which=st.integers(0, 1), who=st.sampled_from(sorted(HELD)))
    def guess(self, which: int, who: str) -> None:
        """Wrong words open nothing, and lock nobody out for the other rules."""
        self._post(self.screens[which], "/sign-in", {"login": who, "passphrase": "faux", "pin": PIN}, page="/sign-in")
        self._forgive()

    @rule(which=st.integers(0, 1))
    def lock_now(self, which: int) -> None:
        screen = self.screens[which]
        works = self._works(screen)
        self._post(screen, "/lock/now", {}, page="/call")
        for other in self.screens if works else ():
            other.idle = other.idle or other.mediator == screen.mediator

    @rule(which=st.integers(0, 1), who=st.sampled_from(sorted(HELD)), right=st.booleans())
    def switch(self, which: int, who: str, right: bool) -> None:
        """Quick change of mediator, by PIN alone, for whoever is on shift."""
        screen = self.screens[which]
        form = {"mediator": MEDIATORS[who].id, "pin": PIN if right else "000001"}
        self._post(screen, "/lock", form, page="/call")
        self._forgive()
        if right and who in self.on_shift:
            if screen.mediator != who:
                self._ended(screen)
            screen.mediator, screen.idle = who, False

    @rule(minutes=st.sampled_from((3, 11, 30)))
    def nobody_touches_anything(self, minutes: int) -> None:
        self.watch.wait(timedelta(minutes=minutes))
        for screen in self.screens:
            if screen.mediator and minutes > 10:
                screen.idle = True
            elif not screen.mediator and screen.terminal and minutes > 10:
                self._ended(screen)

    @rule()
    def the_power_is_cut(self) -> None:
        """The process is gone and with it every ring; the browsers keep their cookies."""
        for mediator in MEDIATORS.values():
            self.box.shifts.end(mediator.id)
        self.on_shift.clear()

    # -- gestures of citizens

    @rule(which=st.integers(0, 3), procedure=st.sampled_from(sorted(SERVICES)))
    def begin(self, which: int, procedure: str) -> None:
        screen = self.screens[which]
        allowed = self._works(screen) or (screen.terminal and not screen.mediator)
        if not allowed or len(self.cases) >= 6:
            return
        canary = f"Zz{'abcdefghij'[len(self.cases)] * 3}quartz"
        page = steps_taken.begin(screen.browser, procedure)
        person = "person"
        page = steps_taken.fill(screen.browser, page, until=person)
        page = steps_taken.answer(
            screen.browser, page, steps_taken.BIRTH_CERTIFICATE[person] | {"f.birth_name": canary}
        )
        case_id = steps_taken.case_of(page)
        self.cases[case_id] = Someone(canary, SERVICES[procedure])
        screen.holds = {case_id} if screen.mediator else screen.holds | {case_id}

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 3), data=st.data())
    def leave_with_a_code(self, which: int, data: st.DataObject) -> None:
        screen = self.screens[which]
        cases = sorted(case for case in screen.holds if not self.cases[case].submitted)
        if not cases or screen.confirming or screen.idle or (screen.mediator and screen.mediator not in self.on_shift):
            return
        case = data.draw(st.sampled_from(cases))
        page = screen.browser.send(screen.browser.get(f"/cases/{case}/code").form("give"))
        self.cases[case].code = steps_taken.reference_of(page)
        self.next_person(which)

    @rule(which=st.integers(0, 3))
    def next_person(self, which: int) -> None:
        screen = self.screens[which]
        if screen.confirming or screen.idle:
            return
        self._post(screen, "/next", {}, page="/call")
        screen.holds.clear()

    @precondition(lambda self: any(case.code for case in self.cases.values()))
    @rule(which=st.integers(2, 3), data=st.data(), right=st.booleans())
    def come_back(self, which: int, data: st.DataObject, right: bool) -> None:
        screen = self.screens[which]
        if screen.mediator:
            return
        self._unhurried()
        case = data.draw(st.sampled_from(sorted(key for key, a_case in self.cases.items() if a_case.code)))
        code = self.cases[case].code
        typed = code if right else code[:-1] + ("2" if code[-1] != "2" else "3")
        page = screen.browser.send(screen.browser.get("/resume").form("resume").with_values({"code": typed}))
        if right and page.status == 200 and f"/cases/{case}" in page.path:
            screen.holds.add(case)
        else:
            assert not right or self.cases[case].submitted or page.status == 422
            assert self.cases[case].canary not in page.text

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 1), data=st.data())
    def turn_the_screen(self, which: int, data: st.DataObject) -> None:
        """The mediator completes a draft of theirs and turns the screen."""
        screen = self.screens[which]
        if not self._works(screen):
            return
        theirs = [key for key, a_case in self.cases.items() if not a_case.submitted and self._may(screen, key)]
        if not theirs:
            return
        case = data.draw(st.sampled_from(sorted(theirs)))
        screen.browser.get(f"/cases/{case}")
        page = screen.browser.get(f"/cases/{case}/steps/person?change=1")
        screen.holds.add(case)
        page = steps_taken.answer(screen.browser, page, {"f.birth_name": self.cases[case].canary})
        page = steps_taken.fill(screen.browser, page)
        assert screen.browser.send(page.form("send")).path.endswith("/confirm")
        screen.confirming = case

    @rule(which=st.integers(0, 1), says_yes=st.booleans(), right=st.booleans())
    def the_citizen_answers(self, which: int, says_yes: bool, right: bool) -> None:
        screen = self.screens[which]
        if not screen.confirming or screen.mediator not in self.on_shift:
            return
        self._unhurried()
        page = screen.browser.get(f"/cases/{screen.confirming}/confirm")
        if says_yes and not self.cases[screen.confirming].submitted:
            page = screen.browser.send(page.form("yes"))
            self.cases[screen.confirming].submitted = True
        covered = steps_taken.covered(screen.browser, page)
        assert not any(someone.canary in covered.text for someone in self.cases.values())
        screen.browser.send(covered.form("back").with_values({"pin": PIN if right else "000001"}))
        self._forgive()
        if right:
            screen.confirming, screen.idle = "", False

    # -- what must hold

    @invariant()
    def every_screen_shows_what_is_theirs_and_nothing_else(self) -> None:
        for screen in getattr(self, "screens", ()):
            for case, someone in self.cases.items():
                may = self._may(screen, case)
                for address in ADDRESSES:
                    answer = screen.browser.client.get(address.format(id=case))
                    shown = someone.canary.encode() in answer.data
                    assert not shown or may, f"{address} shows {someone.canary} to {screen.mediator or 'nobody'}"
            for address in PLACES:
                body = screen.browser.client.get(address).data
                for case, someone in self.cases.items():
                    there, bare = someone.canary.encode() in body, someone.canary.encode() in COVERED.sub(b"", body)
                    assert not bare, f"{address} shows {someone.canary} to whoever passes"
                    assert not there or self._may(screen, case), f"{address} holds {someone.canary}"

    def _may(self, screen: Screen, case: str) -> bool:
        if screen.confirming:
            return case == screen.confirming
        if screen.idle:
            return False
        works = screen.mediator in self.on_shift and self.cases[case].service in HELD[screen.mediator]
        return case in screen.holds or works

    def _works(self, screen: Screen) -> bool:
        return bool(screen.mediator in self.on_shift and not screen.confirming and not screen.idle)

    def _sign_in(self, screen: Screen, who: str) -> None:
        self._forgive()
        form = {"login": who, "passphrase": PASSPHRASE, "pin": PIN}
        self._post(screen, "/sign-in", form, page="/sign-in")
        self.on_shift.add(who)
        self._ended(screen)
        screen.mediator = who

    def _leave_desk(self, screen: Screen) -> None:
        self._post(screen, "/sign-in/leave", {}, page="/call")
        self._ended(screen)

    def _ended(self, screen: Screen) -> None:
        screen.mediator, screen.confirming, screen.idle = "", "", False
        screen.holds.clear()


NoWayIn.TestCase.settings = settings(
    max_examples=how_many(2, 100),
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
test_no_sequence_shows_anyone_what_is_not_theirs = NoWayIn.TestCase
