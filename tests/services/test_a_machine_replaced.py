"""A machine is stolen, dead or given back, and the hub put back from its copy, in every order: nothing is lost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import combinations, pairwise, permutations
from pathlib import Path

import pytest
from sqlalchemy import select, text

from hub.opening import begin_new_epoch
from hub.sites.sites import LET_IN_WITHIN, invite, let_site_in, revoke_site
from hub.store.schema import event
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.errors import Unreachable
from kiosk.services.box import box as box_service
from kiosk.services.box.box import Box, open_box, shipped_procedures
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.upkeep.backup import write_backup_file
from kiosk.settings import READER, Settings, read_settings
from kiosk.store import outbox
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import submitted, supplemented
from tests.long_runs import ARE_LONG
from tests.services.conftest import brought_back, reached_at
from tests.services.test_hub_put_back import copied, put_back
from tests.services.upkeep.test_restore import at_work_again

STEPS = ("revoked", "restored", "put back", "waiting")
ORDERS = [order for length in range(5) for chosen in combinations(STEPS, length) for order in permutations(chosen)]
"""Every choice of the four in every order."""
APART = ("put back", "restored"), ("put back", "waiting"), ("restored", "revoked"), ("revoked", "waiting")
"""Neighbours of which neither side knows of the other, as long as the box is silent: either order is the same."""
DIFFERENT = [order for order in ORDERS if not any(pair[::-1] in pairwise(order) for pair in APART)]


def few(orders: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those of two steps at most, and more until any three come in every order in which they do; `make trials` has all
    of them.
    """
    result = [order for order in orders if ARE_LONG or len(order) < 3]
    missing = {three for order in orders for three in combinations(order, 3)}
    missing.difference_update(*(combinations(order, 3) for order in result))
    while missing:
        result.append(max(orders, key=lambda order: len(missing & {*combinations(order, 3)})))
        missing.difference_update(combinations(result[-1], 3))
    return result


class Town:
    """Saint-Aubin and its hub, and what each of its events should be: (reference, sequence, type)."""

    def __init__(self, central: Central, folder: Path, watch: Watch, box: Box) -> None:
        self.central, self.folder, self.watch, self.box = central, folder, watch, box
        self.expected: list[tuple[str, int, str]] = []
        self.references: list[str] = []
        self.other: Settings | None = None
        at_work_again(box)

    @classmethod
    @contextmanager
    def like(cls, first: "Town", folder: Path, watch: Watch) -> Iterator["Town"]:
        """A town with the same past, in a copy of its folder: every order begins alike."""
        shutil.copytree(first.folder, folder)
        with central_hub(folder / "hub", watch, cloned=True) as central:
            town = cls(central, folder, watch, open_box(read_settings(folder / "first", {}), watch))
            reached_at(town.box, url=central.url)
            town.expected, town.references = [*first.expected], [*first.references]
            yield town
            town.box.store.close()

    def add(self) -> str:
        """A new case, and something added to it and to the first one, in this order."""
        reference = submitted(self.box).reference
        self.references.append(reference)
        self.expected.append((reference, 1, "submitted"))
        for about in dict.fromkeys((reference, self.references[0])):
            sequence = 1 + max(at for known, at, _ in self.expected if known == about)
            supplemented(self.box, about)
            self.expected.append((about, sequence, "supplement"))
        return reference

    def talk(self) -> bool:
        """Exchange until nothing waits; False where the hub refuses this box."""
        with suppress(Unreachable):
            for _ in range(6):
                exchange_with_hub(self.box, hub_of(self.box))
                if not outbox.read_unsent_summary(self.box.store.read())[0]:
                    break
            return True
        return False

    def does(self, step: str) -> None:
        hub = self.central.hub
        if step == "revoked":
            revoke_site(hub.store, "SA", hub.clock)
        elif step == "put back":
            put_back(hub, self.folder / "hub.copy")
            begin_new_epoch(hub.store, hub.clock)  # as `kiosk hub restore` does
        elif step == "waiting":
            self.add()
        else:
            write_backup_file(self.box, self.folder / "box.copy")
            self.box.store.close()
            self.other = self.box.settings
            brought_back(self.folder / "box.copy", self.folder / "again", lambda: "", self.watch)
            self.box = open_box(read_settings(self.folder / "again", {}), self.watch)
            at_work_again(self.box)

    def enrols(self) -> None:
        enrol.enrol_at_hub(self.box, self.central.url, invite(self.central.hub, "SA"))

    def held(self) -> list[tuple[str, int, str]]:
        """What the hub has, in the order in which it came."""
        columns = (event.c.reference, event.c.sequence, event.c.type)
        with self.central.hub.store.reading() as connection:
            rows = connection.execute(select(*columns).order_by(text("rowid"))).all()
        return [(row.reference, row.sequence, row.type) for row in rows]

    def is_whole(self, order: tuple[str, ...]) -> None:
        held = self.held()
        assert sorted(held) == sorted(self.expected), ("each once", order)
        for reference in self.references:
            own = [(at, kind) for known, at, kind in held if known == reference]
            assert own == [(at, kind) for known, at, kind in self.expected if known == reference], "and in order"
        assert outbox.read_unsent_summary(self.box.store.read())[0] == 0
        assert not outbox.select_refused_events(self.box.store.read())

    def thief_is_refused(self) -> None:
        """The machine that was stolen, with a case that it takes on the way."""
        assert self.other is not None
        known, stolen = self.held(), open_box(self.other, self.watch)
        at_work_again(stolen)
        submitted(stolen)
        with pytest.raises(Unreachable):
            exchange_with_hub(stolen, hub_of(stolen))
        stolen.store.close()
        assert self.held() == known


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town before anything happens to it, at rest."""
    folder, watch = tmp_path_factory.mktemp("first"), Watch()
    settings = Settings(data=folder / "first", site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy")
    with central_hub(folder / "hub", watch) as central:
        box = open_box(settings, watch)
        set_up(box)
        settings.paths.settings.write_text(READER.toml(settings), "utf-8")
        town = Town(central, folder, watch, box)
        enrol.enrol_at_hub(box, central.url, central.code)
        town.add()
        town.talk()
        copied(central.hub, folder / "hub.copy")
        town.add()  # the hub's copy lacks what comes from here on
        town.talk()
        box.store.close()
    return town


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped procedures, which no order changes, are read once and not for each box."""
    shipped = open_catalogue([shipped_procedures()])
    monkeypatch.setattr(box_service, "open_catalogue", lambda _: shipped)


def makes_a_new_code_needed(order: tuple[str, ...]) -> bool:
    """A revocation that a hub's copy of before it has not undone."""
    return "revoked" in order and "put back" not in order[order.index("revoked") :]


@pytest.mark.parametrize("talks", [False, True], ids=["silent", "talking"])
def test_whatever_happens_to_box_and_hub_each_case_arrives_once_and_in_order(
    tmp_path: Path, watch: Watch, first: Town, talks: bool
) -> None:
    """`talks`: the box tries after each step, as it does where it has a line: each order of all four differs."""
    for number, order in enumerate(few([*permutations(STEPS)] if talks else DIFFERENT)):
        with Town.like(first, tmp_path / str(number), watch) as town:
            for step in order:
                town.does(step)
                if talks:
                    town.talk()
            assert town.talk() is not makes_a_new_code_needed(order), order
            if makes_a_new_code_needed(order):
                town.enrols()
                assert town.talk(), order
                if "restored" in order:
                    town.thief_is_refused()
            town.is_whole(order)
            town.add()
            town.talk()
            town.is_whole(order)
            if makes_a_new_code_needed(order):  # the copy knows of no revocation, nor of the new key
                town.does("put back")
                town.add()
                assert not town.talk(), order
                town.enrols()
                assert town.talk(), order
                town.is_whole(order)


def test_a_site_that_is_let_in_again_goes_on_without_a_code_and_nothing_is_lost(
    tmp_path: Path, watch: Watch, first: Town
) -> None:
    """Revoked by mistake, with whatever happens until somebody sees it."""
    orders = [order for order in ORDERS if "revoked" in order and "put back" not in order]
    for number, order in enumerate(orders):
        with Town.like(first, tmp_path / str(number), watch) as town:
            for step in order:
                town.does(step)
                town.talk()
            assert not town.talk()
            watch.wait(LET_IN_WITHIN - timedelta(seconds=20))
            let_site_in(town.central.hub.store, "SA", town.central.hub.clock)
            assert town.talk(), order
            town.is_whole(order)
            town.add()
            town.talk()
            town.is_whole(order)
