"""The local network: served, certified, behind a firewall; enrolled screens, and a second one beside the desk's."""

import socket
import ssl
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.crypto import certificates
from kiosk.crypto.certificates import LEAF_LASTS
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import TURN_GRACE, TURNS_EVERY, StationEnd, StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import lan_server
from kiosk.process.lan_server import LanAddresses, LanServer
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.lan import local_network, pairs
from kiosk.services.lan.local_network import Firewall, Lan
from kiosk.services.lan.pairs import (
    NO_PRINTER,
    NOBODY,
    SILENT_AFTER_S,
    Codes,
    Desk,
    Face,
    Pairs,
    ScreenPair,
    SecondScreenLine,
    StationToEnrol,
    digest_lines,
    lines_of,
)
from kiosk.services.loops.background import LanLoop, LanSwitch
from kiosk.services.upkeep import doctor
from kiosk.store import sessions
from kiosk.words.findings import list_finding_lines
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser

DESK = Desk("s" * 64, "guichet", "n" * 32, "Nadia")


def line(name: str, answer: str) -> SecondScreenLine:
    return SecondScreenLine(name, "step", name, answer, f"{name}={answer}")


def a_pair() -> ScreenPair:
    pair = ScreenPair(DESK, "x", "", 0.0, Preferences("fr"))
    pair.begin("c", ())
    return pair


def test_a_changed_answer_must_be_confirmed_again() -> None:
    pair = a_pair()
    pair.fill((line("name", "Benali"),), None)
    pair.judge(line("name", "Benali"), right=True)
    pair.fill((line("name", "Ben Ali"),), None)
    assert pair.confirmed == {} and pair.shown == line("name", "Ben Ali")
    pair.fill((line("name", "Benali"),), None)
    assert pair.shown == line("name", "Benali"), "a yes is of the moment, not of the word"


def test_the_last_page_has_what_was_not_confirmed_a_wrong_answer_too_and_nothing_else() -> None:
    pair, lines = a_pair(), (line("name", "Benali"), line("day", "3"), line("mail", ""))
    pair.fill(lines, None)
    pair.judge(lines[0], right=True)
    pair.judge(lines[1], right=False)
    pair.ask_last(lines, None)
    assert pair.last is not None and pair.last.lines == lines[1:]
    assert pair.line_of(lines[0].digest) is None and pair.line_of(lines[1].digest) == lines[1]
    pair.finish()
    assert pair.face is Face.DONE and pair.last is None and not pair.known


def test_an_answer_is_asked_while_it_concerns_the_person_and_at_the_end_where_a_case_is_taken_up() -> None:
    pair = a_pair()
    pair.fill((line("name", "Benali"), line("guardian", "Durand")), None)
    pair.fill((line("name", "Benali"),), None)
    pair.judge(line("name", "Benali"), right=True)
    assert pair.face is Face.WAITING
    pair = a_pair()
    pair.begin("other", (line("name", "Benali"),))
    pair.fill((line("name", "Benali"),), None)
    assert pair.face is Face.WAITING
    pair.ask_last((line("name", "Benali"),), None)
    assert pair.last is not None and len(pair.last.lines) == 1


def test_a_cookie_opens_its_own_pair_at_its_own_station_until_that_ends(watch: Watch) -> None:
    pairs = Pairs(watch)
    token = pairs.pair(DESK, "tablet")
    assert pairs.of_screen(token, "tablet") is pairs.of_desk(DESK.session)
    for sent, station in ((token, ""), (token, "other"), ("", "tablet"), (token[:-1], "tablet")):
        assert pairs.of_screen(sent, station) is None
    pairs.end(DESK.session)
    assert pairs.of_screen(token, "tablet") is None


def test_a_tablet_that_goes_to_another_desk_leaves_the_first(watch: Watch) -> None:
    pairs, other = Pairs(watch), Desk("t" * 64, "guichet 2", "p" * 32, "Paul")
    first, second = (pairs.pair(desk, "tablet") for desk in (DESK, other))
    assert pairs.of_screen(first, "tablet") is None and pairs.of_desk(DESK.session) is None
    assert pairs.of_screen(second, "tablet") is pairs.of_desk(other.session)


def test_a_screen_that_asks_no_more_is_silent_until_it_asks_again(watch: Watch) -> None:
    pairs = Pairs(watch)
    pairs.pair(DESK, "")
    pair = pairs.of_desk(DESK.session)
    assert pair is not None and not pairs.is_silent(pair)
    watch.passed.append(SILENT_AFTER_S + 1)
    assert pairs.is_silent(pair)
    pairs.heard(pair)
    assert not pairs.is_silent(pair)


def said(box: Box) -> dict[str, str]:
    return {finding.code: finding.reason for finding in doctor.of_lan(box, look=False)}


@pytest.fixture
def serving(box: Box, here: LanAddresses, monkeypatch: pytest.MonkeyPatch) -> Box:
    monkeypatch.setattr(lan_server, "of_this_machine", lambda: here)
    of = local_network.of_box(box, here)
    local_network.renew_certificate(box, of, here)
    return replace(box, settings=replace(box.settings, lan="on", lan_port=9))


def test_a_box_of_one_screen_is_well(box: Box) -> None:
    assert said(box) == {"lan": ""}


def test_days_are_told_and_a_certificate_that_is_over_is_a_fault(serving: Box, watch: Watch) -> None:
    assert said(serving) == {"lan": "", "lan-certificate": ""}
    watch.jump(LEAF_LASTS + timedelta(days=1))
    assert said(serving)["lan-certificate"] == "lan-certificate-over"


def test_a_running_box_whose_port_does_not_answer_says_so(serving: Box) -> None:
    serving.settings.paths.address.write_text("http://127.0.0.1:1", "utf-8")
    assert said(serving)["lan"] == "lan-not-served"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answered = replace(serving, settings=replace(serving.settings, lan_port=other.getsockname()[1]))
        assert said(answered)["lan"] == ""


def test_a_firewall_that_is_on_is_told_with_what_opens_it_until_a_screen_came(
    serving: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lan-firewall" not in said(serving)
    monkeypatch.setattr(local_network, "present", lambda: Firewall.UFW)
    assert said(serving)["lan-firewall"] == "lan-firewall-on"
    told = "\n".join(list_finding_lines(serving.words(), doctor.of_lan(serving, look=False)))
    assert "ufw allow 9/tcp" in told
    pairs.enrol(serving, StationToEnrol(StationRole.TERMINAL, "Borne"))
    assert said(serving)["lan-firewall"] == ""
    watch.wait(timedelta(days=8))
    assert said(serving)["lan-firewall"] == "lan-firewall-on"


def test_a_machine_without_a_network_is_told(serving: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan_server, "of_this_machine", LanAddresses)
    assert said(serving)["lan"] == "lan-no-address"
    told = "\n".join(list_finding_lines(serving.words(), doctor.of_lan(serving, look=False)))
    assert "aucun réseau" in told and "câble" in told


HALL = StationToEnrol(StationRole.TERMINAL, "  Borne du hall ", "Hall", NO_PRINTER, "a" * 32)


def test_a_cookie_goes_on_to_the_next_and_two_answers_on_their_way_agree(box: Box, watch: Watch) -> None:
    first = pairs.enrol(box, HALL)
    assert pairs.recognise(box, first).next_cookie == ""
    watch.wait(TURNS_EVERY + TURN_GRACE)
    offered = {pairs.recognise(box, first).next_cookie for _ in range(3)}
    assert len(offered) == 1 and "" not in offered
    assert pairs.recognise(box, offered.pop()).station
    assert pairs.recognise(box, first).station  # a request that was on its way
    watch.wait(2 * TURN_GRACE)
    second = pairs.cookie_of(sessions.select_enrolled_stations(box.store.read())[0], 2)
    assert pairs.recognise(box, second).station
    assert pairs.recognise(box, first).ended_why is StationEnd.COPIED
    assert pairs.recognise(box, second).ended_why is StationEnd.COPIED


def test_a_station_that_was_taken_off_stays_off(box: Box, nadia: Actor) -> None:
    cookie = pairs.enrol(box, HALL)
    station = pairs.recognise(box, cookie).station
    assert station
    pairs.delete_ended_station(box, station.id)  # one that may come is not forgotten
    assert pairs.recognise(box, cookie).station
    pairs.revoke_station(box, station.id, nadia)
    assert pairs.recognise(box, cookie).ended_why is StationEnd.REVOKED
    pairs.delete_ended_station(box, station.id)
    assert pairs.recognise(box, cookie) == NOBODY
    with pytest.raises(Refused):
        pairs.revoke_station(box, station.id, nadia)


def test_the_authority_stays_the_same_over_a_restart(box: Box, here: LanAddresses, watch: Watch) -> None:
    made = local_network.of_box(box, here)
    assert local_network.of_box(box, LanAddresses()) == made
    box.store.close()
    again = open_box(box.settings, watch)
    assert sessions.read_local_authority(again.store.read()) == made
    again.store.close()


def test_the_certificate_is_made_anew_only_where_it_must(box: Box, here: LanAddresses, watch: Watch) -> None:
    of = local_network.of_box(box, here)
    assert local_network.renew_certificate(box, of, here)
    assert not local_network.renew_certificate(box, of, here)
    path = local_network.file_of(box.settings.paths)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    elsewhere = LanAddresses(("192.168.1.77",), here.networks)
    assert local_network.renew_certificate(box, of, elsewhere)
    facts = certificates.read_certificate_facts(path.read_bytes())
    assert facts and facts.addresses == ("192.168.1.77",) and facts.names == (of.name,)
    watch.jump(certificates.LEAF_LASTS - timedelta(days=31))
    assert local_network.renew_certificate(box, of, elsewhere)
    path.write_bytes(b"cut short")
    assert local_network.renew_certificate(box, of, elsewhere)


def test_no_key_of_the_authority_lies_in_a_file(box: Box, here: LanAddresses) -> None:
    of = local_network.of_box(box, here)
    local_network.renew_certificate(box, of, here)
    secret = of.authority.key.splitlines()[1]
    assert not [path for path in box.settings.data.rglob("*") if path.is_file() and secret in path.read_bytes()]


@pytest.fixture
def opened(desk: Browser, box: Box, nadia: Actor) -> OpenedCase:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    return open_case(box, steps_taken.case_of(page), nadia)


def by_field(lines: tuple[SecondScreenLine, ...]) -> dict[str, SecondScreenLine]:
    return {line.field: line for line in lines}


def test_each_question_has_its_answer_in_both_languages_and_french_once(opened: OpenedCase, box: Box) -> None:
    line = by_field(lines_of(opened.journey, box.words("ar"), box.words()))["birth_date"]
    assert line.answer_french == "3 février 1965" and line.answer != line.answer_french
    assert line.french and line.question != line.french and line.step == "birth"
    line = by_field(lines_of(opened.journey, box.words(), box.words()))["birth_date"]
    assert (line.answer, line.french, line.answer_french) == ("3 février 1965", "", "")


def test_a_language_changes_no_digest_an_answer_does(opened: OpenedCase, box: Box, desk: Browser, nadia: Actor) -> None:
    french, arabic = (lines_of(opened.journey, box.words(language), box.words()) for language in ("fr", "ar"))
    assert digest_lines(french) == digest_lines(arabic)
    page = desk.get(f"/cases/{opened.case.id}/steps/birth")
    steps_taken.answer(desk, page, {"f.birth_date.day": "4"})
    changed = lines_of(open_case(box, opened.case.id, nadia).journey, box.words(), box.words())
    other = {name for name, line in by_field(changed).items() if line.digest != by_field(french)[name].digest}
    assert other == {"birth_date"} and digest_lines(changed) != digest_lines(french)


def test_a_firewall_counts_once_it_is_enabled_and_is_opened_for_the_port_alone(tmp_path: Path) -> None:
    assert local_network.present(tmp_path, "posix") is None
    conf = tmp_path / "ufw/etc/ufw/ufw.conf"
    conf.parent.mkdir(parents=True)
    for enabled, present in (("no", None), ("yes", Firewall.UFW)):
        conf.write_text(f"# comment\nENABLED={enabled}\nLOGLEVEL=low\n")
        assert local_network.present(tmp_path / "ufw", "posix") is present
    link = tmp_path / "etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service"
    link.parent.mkdir(parents=True)
    link.symlink_to("/usr/lib/systemd/system/firewalld.service")
    assert local_network.present(tmp_path, "posix") is Firewall.FIREWALLD
    assert local_network.present(tmp_path, "nt") is Firewall.WINDOWS
    for kind in Firewall:
        assert any("8643" in line for line in local_network.commands(kind, 8643))


WANTED = StationToEnrol(StationRole.TERMINAL, "Borne du hall", by="a")


def refusal(codes: Codes, typed: str) -> str:
    with pytest.raises(Refused) as refused:
        codes.take(typed)
    return refused.value.code


def test_a_code_is_over_after_a_minute_and_forgotten_after_ten(watch: Watch) -> None:
    codes = Codes(watch)
    code = codes.show(WANTED)
    watch.passed.append(60)
    assert refusal(codes, code) == Refusal.SCREEN_CODE_OVER
    watch.passed.append(600)
    assert refusal(codes, code) == Refusal.WRONG_SCREEN_CODE


def test_a_mediators_next_code_ends_the_one_before_and_nobody_elses(watch: Watch) -> None:
    codes = Codes(watch)
    first, other = codes.show(WANTED), codes.show(StationToEnrol(StationRole.DESK, "Bureau", by="b"))
    second = codes.show(WANTED)
    assert refusal(codes, first) == Refusal.SCREEN_CODE_OVER
    assert codes.take(other).name == "Bureau" and codes.take(second) == WANTED


def answers(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(5)
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def somewhere(box: Box) -> Box:
    """The box, with a free port for its other screens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return replace(box, settings=replace(box.settings, lan_port=port))


def test_what_is_opened_answers_and_what_is_closed_does_not(somewhere: Box) -> None:
    switch = LanSwitch(lambda environ, start: start("204 No Content", []) or [])
    try:
        names = set()
        for _ in range(2):
            lan = switch.open(somewhere)
            names.add(lan.name)
            assert lan.port == somewhere.settings.lan_port and answers(lan.port)
            switch.close()
            switch.wait()
            assert not answers(lan.port)
        assert len(names) == 1, "tablets trust it once"
    finally:
        switch.wait()


def test_a_port_of_another_program_is_told_and_nothing_is_opened(somewhere: Box) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", somewhere.settings.lan_port))
        other.listen()
        switch = LanSwitch(None)
        with pytest.raises(Refused, match="port-taken"):
            switch.open(somewhere)
        switch.close()


def test_a_loop_serves_with_a_certificate_of_the_boxs_name_until_it_is_stopped(box: Box, watch: Watch) -> None:
    of = local_network.of_box(box, lan_server.of_this_machine())
    server = LanServer(lambda environ, start: start("204 No Content", []) or [], "127.0.0.1", 0, 2)
    lan = Lan(of, server.port, Codes(watch))
    loop = LanLoop(box, lan, server)
    loop.start()
    try:
        trusting = ssl.create_default_context(cadata=of.authority.certificate.decode())
        with (
            socket.create_connection(("127.0.0.1", server.port), timeout=10) as line,
            trusting.wrap_socket(line, server_hostname=lan.name) as talking,
        ):
            talking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert talking.recv(100).startswith(b"HTTP/1.1 204")
    finally:
        loop.stop()
        loop.join(10)
    assert not loop.is_alive()
