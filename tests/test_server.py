"""A box that runs: one at a time, and nothing lost when the power goes."""

import json
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.server import hold_data_folder, serve_box
from kiosk.services.box.box import open_box
from kiosk.settings import READER, Settings
from kiosk.store import spool
from tests.gallery.site import first_start, steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.steps_taken import sign_in
from tests.running import Running, running, set_up, start
from tests.soon import soon


@pytest.fixture
def site(settings: Settings) -> Settings:
    """Saint-Aubin as `kiosk run` finds it; its printer is a folder."""
    made = replace(settings, printer="file")
    set_up(made)
    return made


def test_a_draft_survives_kill_9(site: Settings) -> None:
    """Odoo #125037: what a screen has confirmed is there, whoever pulls the plug."""
    with running(site) as box:
        marie, paul = box.browser(), box.browser()
        for citizen in (paul, marie):
            sign_in(citizen)
        his = steps_taken.fill(paul, steps_taken.begin(paul), until="birth")
        page = steps_taken.fill(marie, steps_taken.begin(marie), until="birth")
        form = page.form("answer").with_values(steps_taken.BIRTH_CERTIFICATE["birth"])
        assert steps_taken.step_of(marie.send(form)) == "parents"
        box.kill()
    with running(site) as box:
        box.move(marie)
        page = marie.get(f"/cases/{steps_taken.case_of(page)}")
        assert steps_taken.step_of(page) == "parents", "the session still holds, and the case is where it was left"
        page = steps_taken.fill(marie, page)
        assert page.path.endswith("/review")
        assert "Marie Louise" in page.main and "3 février 1965" in page.main
        for path in (his.path, f"/cases/{steps_taken.case_of(his)}/review", "/desk", "/desk/find", "/desk/team"):
            elsewhere = marie.get(path)
            assert elsewhere.path.startswith("/sign-in") and "Benali" not in elsewhere.text, "her cookie opens her case"
        thanks = marie.send(marie.send(page.form("send")).form("yes"))
        left = marie.send(thanks.form("back").with_values({"pin": PIN}))
        assert left.path.startswith("/sign-in"), "the PIN alone is known to nobody after a restart"
        sign_in(marie)
        assert marie.get(f"/cases/{steps_taken.case_of(page)}").path.endswith("/submitted")


def test_a_submitted_case_survives_kill_9_with_its_receipt(site: Settings) -> None:
    with running(site) as box:
        marie = box.browser()
        sign_in(marie)
        page = steps_taken.submitted(marie)
        reference = steps_taken.reference_of(page)
        token = site.paths.control_token.read_text()
        box.kill()
    with hold_data_folder(site):
        pass  # the folder is free again
    with running(site) as box:
        box.move(marie)
        assert steps_taken.reference_of(marie.get(page.path)) == reference
        assert site.paths.control_token.read_text() != token, "each run has one of its own"
        assert box.stop() == 0
    opened = open_box(site)
    (job,) = spool.select_recent_jobs(opened.store.read())
    assert job.reference == reference and job.copy <= 1
    # Its key was in memory: what is held prints once somebody signs in.
    assert job.state in ("pending", "held", "completed", "unknown"), "it prints, has printed, or a person is asked"
    opened.store.close()


def test_a_submit_killed_under_the_citizens_hand_is_whole_or_never_was(site: Settings) -> None:
    """Whichever: the screen says so after the restart, and « Oui » once more never makes a second case."""
    with running(site) as box:
        marie = box.browser()
        sign_in(marie)
        turned = marie.send(steps_taken.to_review(marie).form("send"))
        form = turned.form("yes")
        cookies = dict(marie.client.http.cookies)  # type: ignore[attr-defined]
        with ThreadPoolExecutor(1) as one:
            asked = one.submit(
                httpx.post, box.address + form.action, data=dict(form), cookies=cookies, trust_env=False, timeout=20
            )
            box.kill()
            asked.exception()
    with running(site) as box:
        box.move(marie)
        page = marie.get(turned.path)
        assert page.path == turned.path, "still turned to Marie"
        if page.all("#yes"):
            page = marie.send(page.form("yes"))
        assert steps_taken.covered(marie, page).form("back")
        assert box.stop() == 0
    opened = open_box(site)
    assert opened.store.read().table("submissions").count_where() == 1
    assert opened.store.read().table("events").count_where() == 1
    opened.store.close()


def test_a_double_tap_submits_once(site: Settings) -> None:
    """Five taps on a slow line: one case, and each tap is answered with its number."""
    with running(site) as box:
        marie = box.browser()
        sign_in(marie)
        form = marie.send(steps_taken.to_review(marie).form("send")).form("yes")
        cookies = dict(marie.client.http.cookies)  # type: ignore[attr-defined]

        def tap(_: int) -> str:
            answer = httpx.post(box.address + form.action, data=dict(form), cookies=cookies, trust_env=False)
            return f"{answer.status_code} {answer.headers['Location']}"

        with ThreadPoolExecutor(5) as five:
            answers = set(five.map(tap, range(5)))
        (answer,) = answers
        assert answer.startswith("303 ") and answer.endswith("/confirm")
        box.stop()
    opened = open_box(site)
    assert opened.store.read().table("submissions").count_where() == 1
    assert opened.store.read().table("events").count_where() == 1
    opened.store.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Running]]:
    """A box that runs, for all that harms it not."""
    site = Settings(data=tmp_path_factory.mktemp("box"), site_code="SA", site_name="Mairie", printer="file")
    set_up(site)
    with running(site) as box:
        yield site, box


def test_receipts_are_printed_while_screens_are_served(serving: tuple[Settings, Running]) -> None:
    site, box = serving
    marie = box.browser()
    sign_in(marie)
    steps_taken.submitted(marie)
    soon(lambda: list(site.paths.printed.glob("*.pdf")))
    assert len(list(site.paths.printed.glob("*.pdf"))) == 1


def test_a_folder_and_a_port_are_served_once(serving: tuple[Settings, Running], tmp_path: Path) -> None:
    site, box = serving
    with pytest.raises(Refused) as refused, hold_data_folder(site):
        raise AssertionError
    assert refused.value.code == Refusal.ALREADY_RUNNING
    second = start("run", "--port", "0", data=site)
    said, wrong = second.communicate(timeout=20)
    assert (second.returncode, said) == (1, "")
    assert str(site.data) in wrong and "Traceback" not in wrong
    assert box.browser().get("/").status == 200
    port = int(box.address.rsplit(":", 1)[1])
    with pytest.raises(Refused) as refused:
        serve_box(replace(site, data=tmp_path / "other", port=port))
    assert (refused.value.code, refused.value.details) == (Refusal.PORT_TAKEN, {"port": port})


def test_a_station_that_goes_away_holds_nobody_up(serving: tuple[Settings, Running]) -> None:
    """Twenty browsers that opened a line and say nothing."""
    _, box = serving
    silent = [httpx.Client(base_url=box.address, trust_env=False) for _ in range(20)]
    for connection in silent:
        assert connection.get("/").status_code == 200
    begun = time.monotonic()
    assert box.browser().get("/").status == 200
    assert time.monotonic() - begun < 2
    for connection in silent:
        connection.close()


def test_it_ends_cleanly_when_it_is_told_to_and_told_the_operator_one_line_of_json_a_record(site: Settings) -> None:
    with running(site) as box:
        assert box.browser().get("/").status == 200
        assert site.paths.address.read_text() == box.address
        assert stat.S_IMODE(site.paths.control_token.stat().st_mode) == 0o600
        assert box.stop() == 0
        assert box.process.stderr is not None
        lines = [json.loads(line) for line in box.process.stderr.read().splitlines()]
    assert not site.paths.address.exists()
    assert [path.name for path in site.data.glob("parvis.db*")] == ["parvis.db"], "the WAL is folded in"
    bodies = [line["said"] for line in lines]
    assert (bodies[0], bodies[-1]) == (f"serving at {box.address}", "stopped")
    assert "hub not reached: no-hub, failure 1" in bodies
    assert {line["level"] for line in lines} == {"info"}


def test_a_town_hall_that_wants_to_read_less_sets_the_level(site: Settings) -> None:
    quiet = replace(site, log_level="warning")
    quiet.paths.settings.write_text(READER.toml(quiet), "utf-8")
    with running(quiet) as box:
        assert box.stop() == 0
        assert box.process.stderr is not None and box.process.stderr.read() == ""


def test_a_new_machine_serves_its_wizard_and_works_as_soon_as_it_is_over(tmp_path: Path) -> None:
    """No restart in between: what prints and sends begins when the wizard ends. A power cut loses no answer."""
    new = Settings(data=tmp_path / "new")
    with running(new) as box:
        browser = box.browser()
        soon(new.paths.first_start_code.exists)  # it is written once the address is told
        code = {"code": new.paths.first_start_code.read_text("ascii")}
        browser.send(browser.get("/").form("code-form").with_values(code))
        assert first_start.answer(browser, until="hours").path == "/set-up/hours"
        box.kill()
    with running(new) as box:
        browser = box.browser()
        code = {"code": new.paths.first_start_code.read_text("ascii")}
        assert browser.send(browser.get("/").form("code-form").with_values(code)).path == "/set-up/hours"
        assert first_start.set_up(browser).path == "/desk/first-day"
        birth = steps_taken.fill(browser, steps_taken.begin(browser), until="birth")
        here = {**steps_taken.BIRTH_CERTIFICATE["birth"], "f.birth_town": "Saint-Aubin-d’Aubigné"}
        assert steps_taken.fill(browser, steps_taken.answer(browser, birth, here)).path.endswith("/review")
        assert box.stop() == 0
    assert not new.paths.first_start_code.exists()


def test_a_second_screen_of_a_box_that_was_killed_shows_its_code_page_and_the_desk_signs_in(site: Settings) -> None:
    with running(site) as box:
        desk, second = box.browser(), box.browser()
        sign_in(desk)
        code = "".join(desk.send(desk.get("/desk/second-screen").form("code")).words(".reference"))
        second.send(second.get("/second-screen").form("pair").with_values({"code": code}))
        steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
        assert second.get("/second-screen").all(".said")
        box.kill()
    with running(site) as box:
        for screen in (desk, second):
            box.move(screen)
        page = second.get("/second-screen")
        assert page.all("#pair") and "Benali" not in page.text and "Nadia" not in page.text
        assert desk.get("/desk").path.startswith("/sign-in")
