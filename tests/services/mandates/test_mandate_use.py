"""No sequence of gestures lets anyone act outside a mandate."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as trials
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule
from msgspec.structs import replace

from kiosk.domain.mandates.mandate import DURATIONS, MandateGiver, Terms
from kiosk.domain.procedure.procedure import THEMES
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedMandate
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.mandates import mandates
from kiosk.settings import Settings
from tests.conftest import Watch, set_up
from tests.gallery.site.mandated import ALI, DAY, DRAWN, JEANNE, TERMS, asks, at_the_desk, refused, use
from tests.long_runs import how_many


def test_nothing_is_made_or_done_while_nobody_knows_the_day_but_it_can_be_ended(
    box: Box, holder: Actor, watch: Watch
) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder)
    watch.jump(3 * DAY)
    with refused("day-unsure"):
        use(box, made.mandate.id, holder)
    with pytest.raises(Refused, match="day-unsure"):
        mandates.issue_mandate(box, TERMS, DRAWN, holder)
    assert mandates.list_covering_mandates(box, asks(box), holder) == []
    mandates.revoke_mandate(box, made.mandate.id, "Jeanne Martin", holder)
    box.watch.confirm(made.mandate.signed_on)
    with refused("revoked"):
        use(box, made.mandate.id, holder)


def test_a_review_offers_the_mandates_of_its_person_and_theme_alone(box: Box, holder: Actor) -> None:
    hers = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    mandates.issue_mandate(box, replace(TERMS, themes=("justice",)), DRAWN, holder)
    mandates.issue_mandate(box, replace(TERMS, person=ALI), DRAWN, holder)
    assert [opened.mandate.id for opened in mandates.list_covering_mandates(box, asks(box), holder)] == [hers.id]
    assert mandates.list_covering_mandates(box, asks(box, "logement"), holder) == []


def test_a_mandate_for_papers_enrols_nobody_and_declares_no_young_person(box: Box, holder: Actor) -> None:
    """Code électoral, R. 5; code du service national, R.* 111-1."""
    hers, wish = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate, asks(box)
    for name in ("electoral-roll", "census-at-16"):
        procedure = box.catalogue.get(name)
        assert procedure is not None
        personal = replace(wish, procedure=procedure)
        assert personal.procedure.theme in hers.themes
        assert mandates.list_covering_mandates(box, personal, holder) == []
        with refused("not-in-scope"):
            mandates.check_mandate_covers(box, hers.id, personal, holder)


class Desk(RuleBasedStateMachine):
    """Every gesture in any order, over days that pass and clocks that are put wrong, beside what ought to be true."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.watch = Watch()
        opened = Settings(data=Path(self.folder.name), site_code="SA", site_name="Mairie", printer="dummy")
        self.box = open_box(opened, self.watch)
        set_up(self.box)
        self.actor = at_the_desk(self.box)
        self.truth: dict[str, dict[str, Any]] = {}
        self.latest = self.day

    @property
    def day(self) -> Any:
        return self.box.watch.today().day

    def note_days(self) -> None:
        """What was over on a day that was certain is over for ever."""
        if self.box.watch.look().certain:
            for truth in self.truth.values():
                truth["over"] |= self.day > truth["ends_on"]

    @rule(
        target=made, person=st.sampled_from([JEANNE, ALI]), themes=st.sets(st.sampled_from(THEMES), min_size=1),
        duration=st.sampled_from(tuple(DURATIONS)), manner=st.sampled_from(["screen", "paper", "cannot-sign"]),
    )  # fmt: skip
    def make(self, person: MandateGiver, themes: set[str], duration: str, manner: str, renewed_from: str = "") -> Any:
        terms = Terms(person, tuple(themes), duration, manner, "Zoé Petit", renewed_from)
        try:
            opened = mandates.issue_mandate(self.box, terms, DRAWN if manner == "screen" else None, self.actor)
        except Refused as fault:
            assert fault.code == Refusal.DAY_UNSURE or renewed_from
            return multiple()
        return self.keep(opened, person, themes, manner, renewed_from)

    def keep(self, opened: OpenedMandate, person: MandateGiver, themes: set[str], manner: str, old: str) -> str:
        mandate = opened.mandate
        self.truth[mandate.id] = {
            "person": person, "themes": themes, "start": mandate.signed_on, "ends_on": mandate.ends_on, "old": old,
            "signed": manner != "paper", "over": False,
        }  # fmt: skip
        if manner != "paper" and old:
            self.truth[old]["over"] = True
        return mandate.id

    @rule(target=made, old=made, person=st.sampled_from([JEANNE, ALI]), theme=st.sampled_from(THEMES),
          manner=st.sampled_from(["screen", "paper"]))  # fmt: skip
    def renew(self, old: str, person: MandateGiver, theme: str, manner: str) -> Any:
        return self.make(person, {theme}, "MONTH", manner, old)

    @rule(mandate=made)
    def confirm(self, mandate: str) -> None:
        mandates.confirm_mandate(self.box, mandate, self.actor)
        truth = self.truth[mandate]
        if not truth["signed"] and truth["old"]:
            self.truth[truth["old"]]["over"] = True
        truth["signed"] = True

    @rule(mandate=consumes(made))
    def revoke(self, mandate: str) -> None:
        mandates.revoke_mandate(self.box, mandate, self.truth[mandate]["person"].name, self.actor)
        self.truth[mandate]["over"] = True

    @rule(mandate=made)
    def revoke_by_a_stranger(self, mandate: str) -> None:
        with pytest.raises(Refused, match="other-name"):
            mandates.revoke_mandate(self.box, mandate, "Personne Inconnue", self.actor)

    @rule(days=st.sampled_from([1, 29, 182, 366]))
    def days_pass(self, days: int) -> None:
        self.watch.wait(timedelta(days=days))

    @rule(days=st.sampled_from([-400, -31, -2, 2, 400]))
    def someone_sets_the_date(self, days: int) -> None:
        self.watch.jump(timedelta(days=days))

    @precondition(lambda self: not self.box.watch.today().certain)
    @rule()
    def the_desk_says_the_day(self) -> None:
        self.box.watch.confirm(self.day)

    @rule(days=st.sampled_from([2, 31, 400]))
    def the_clock_is_put_back_after_a_while(self, days: int) -> None:
        """And the desk believes it."""
        self.days_pass(days)
        self.the_desk_looks()
        self.watch.jump(timedelta(days=-days))
        self.box.watch.confirm(self.day)

    @rule()
    def the_desk_looks(self) -> None:
        self.note_days()
        mandates.list_recent_mandates(self.box, self.actor)

    @invariant()
    def nothing_is_done_outside_a_mandate(self) -> None:
        certain = self.box.watch.look().certain
        self.note_days()
        for mandate, truth in self.truth.items():
            for person in (JEANNE, ALI):
                for theme in THEMES:
                    inside = (
                        certain and truth["signed"] and not truth["over"] and theme in truth["themes"]
                        and person == truth["person"] and truth["start"] <= self.day <= truth["ends_on"]
                    )  # fmt: skip
                    try:
                        mandates.check_mandate_covers(self.box, mandate, asks(self.box, theme, person), self.actor)
                        assert inside, (mandate, theme, person, truth, self.day)
                    except Refused as fault:
                        assert not inside, (fault, mandate, theme, person, truth, self.day)

    def teardown(self) -> None:
        self.box.store.close()
        self.folder.cleanup()


TestNobodyActsOutsideAMandate = Desk.TestCase
TestNobodyActsOutsideAMandate.settings = trials(
    max_examples=how_many(15, 250), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
