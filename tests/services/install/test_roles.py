"""What a machine is for decides what is made of it: accounts, services, screens, and what Chromium is held to."""

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.install import accounts, box_role, chromium_policies, hub_role, screen_role
from kiosk.services.install.chromium_policies import PATH
from kiosk.services.install.plan import UNITS, File, Package, Plan, Role
from kiosk.services.install.roles import PLANS, others_there, plan_for
from kiosk.services.install.screen_role import desk, terminal
from tests.services.install.image import LAYOUT, an_image
from tests.services.install.measured import complaints, exposure


def test_each_role_has_a_plan_of_files_with_an_end() -> None:
    for role in Role:
        assert role in PLANS
        for file in plan_for([role], LAYOUT).files:
            assert file.path.is_absolute() and file.text.endswith("\n") and file.mode & 0o022 == 0, file.path


def test_a_hub_on_the_machine_of_a_box_shares_its_command() -> None:
    paths = [file.path for file in plan_for([Role.BOX, Role.HUB], LAYOUT).files]
    assert len(paths) == len(set(paths))


def test_what_else_is_on_a_machine_is_seen(tmp_path: Path) -> None:
    machine = an_image(tmp_path / "image")
    assert others_there([Role.BOX], machine) == []
    machine.at(UNITS).mkdir(parents=True)
    (machine.at(UNITS) / "parvis-hub.service").touch()
    assert others_there([Role.BOX], machine) == [Role.HUB]


def test_an_account_is_written_as_systemd_makes_it() -> None:
    users, folders = accounts.files(accounts.BOX)
    assert users.path == Path("/etc/sysusers.d/parvis.conf")
    assert users.text.splitlines() == [
        'u parvis - "Parvis" /var/lib/parvis /usr/sbin/nologin', "m parvis lp", "m parvis dialout",
    ]  # fmt: skip
    assert folders.text == "d /var/lib/parvis 0700 parvis parvis -\n"


def test_the_screen_is_not_in_a_group_of_the_box() -> None:
    assert accounts.BOX.name not in accounts.SCREEN.groups
    assert accounts.SCREEN.home != accounts.BOX.home


def test_a_box_has_its_account_its_service_and_its_command() -> None:
    made = box_role.plan(LAYOUT)
    files = {str(file.path): file for file in made.files}
    assert [account.name for account in made.accounts] == ["parvis"]
    assert made.services == ("parvis.service",) and made.ports == (8600,)
    assert "ExecStart=/opt/parvis/bin/python -m kiosk run" in files["/etc/systemd/system/parvis.service"].text
    assert files["/usr/local/bin/kiosk"].mode == 0o755
    assert "/etc/systemd/system/media-parvis.mount" in files and "media-parvis.mount" not in made.services


def test_where_cups_prints_its_spool_lies_in_memory() -> None:
    made = box_role.plan(replace(LAYOUT, has_cups=True))
    files = {str(file.path): file.text for file in made.files}
    assert "Where=/var/spool/cups" in files["/etc/systemd/system/var-spool-cups.mount"]
    assert "MemorySwapMax=0" in files["/etc/systemd/system/cups.service.d/parvis.conf"]
    assert "var-spool-cups.mount" in made.services


def test_a_machine_without_a_line_becomes_a_box_without_a_voice() -> None:
    """What speaks is wished for: `kiosk doctor` tells that it is missing."""
    assert [(package.name, package.wished) for package in box_role.plan(LAYOUT).packages] == [
        ("espeak-ng", True), ("opus-tools", True),
    ]  # fmt: skip


SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")


@SYSTEMD
def test_the_hub_is_exposed_to_little(tmp_path: Path) -> None:
    assert exposure(hub_role.unit(LAYOUT.program), tmp_path) <= 2.0
    assert complaints(hub_role.unit(Path("/bin/true")).replace("User=parvis-hub", "User=root"), tmp_path) == ""


def test_its_settings_are_a_person_s_once_they_are_there() -> None:
    made = hub_role.plan(replace(LAYOUT, hub_address="https://hub.example"))
    (file,) = [file for file in made.files if file.path.name == "hub.env"]
    assert file.kept and (file.mode, file.group) == (0o640, "parvis-hub"), "a passphrase may stand there"
    lines = file.text.splitlines()
    assert {"KIOSK_HUB_ADDRESS=https://hub.example", "KIOSK_HUB_PROXIES=1"} < set(lines)


def test_without_an_address_no_proxy_is_believed() -> None:
    """Else anybody could say to be asking from elsewhere."""
    (file,) = [file for file in hub_role.plan(LAYOUT).files if file.path.name == "hub.env"]
    assert "#KIOSK_HUB_PROXIES=1" in file.text.splitlines()


ELSEWHERE = replace(LAYOUT, address="https://192.168.1.20:8643", certificate="MIIB")


@SYSTEMD
def test_what_the_screen_is_exposed_to_is_measured(tmp_path: Path) -> None:
    """Chromium needs namespaces, devices and code that is made as it runs: `docs/security.md` says which and why."""
    assert exposure(screen_role.unit(LAYOUT), tmp_path) <= 3.0


@SYSTEMD
def test_systemd_finds_nothing_to_say_against_it(tmp_path: Path) -> None:
    here = screen_role.unit(LAYOUT).replace("/usr/bin/cage", "/bin/true").replace("User=parvis-screen", "User=root")
    assert complaints(here, tmp_path) == ""


def test_the_screen_cannot_see_the_data_folder() -> None:
    (line,) = [line for line in screen_role.unit(LAYOUT).splitlines() if line.startswith("InaccessiblePaths=")]
    assert {"-/var/lib/parvis", "-/var/lib/parvis-hub", "-/etc/parvis"} < set(line.partition("=")[2].split())
    assert "User=parvis-screen" in screen_role.unit(LAYOUT).splitlines()


def test_nobody_signs_in_at_a_terminal() -> None:
    files = {str(file.path): file.text for file in terminal(LAYOUT).files}
    assert "auth     required pam_deny.so" in files["/etc/pam.d/parvis-screen"]
    assert "NAutoVTs=0" in files["/etc/systemd/logind.conf.d/parvis.conf"]
    assert [(link.path.name, str(link.target)) for link in terminal(LAYOUT).links] == [
        ("ctrl-alt-del.target", "/dev/null")
    ]


def test_a_screen_shows_the_box_that_is_elsewhere() -> None:
    assert "--terminal --address https://192.168.1.20:8643 --" in screen_role.unit(ELSEWHERE)
    files = {str(file.path): file.text for file in (*terminal(ELSEWHERE).files, *desk(ELSEWHERE).files)}
    assert "browser --address https://192.168.1.20:8643\n" in files["/etc/xdg/autostart/parvis.desktop"]
    assert all(
        '"MIIB"' in file.text for role in (terminal, desk) for file in role(ELSEWHERE).files if file.path == PATH
    )


ADDRESS = "http://127.0.0.1:8600"


def test_a_terminal_reaches_the_box_and_nothing_else() -> None:
    file = chromium_policies.terminal(ADDRESS)
    policies = json.loads(file.text)
    assert str(file.path) == "/etc/chromium/policies/managed/parvis.json"
    assert (policies["URLBlocklist"], policies["URLAllowlist"]) == (["*"], [ADDRESS])
    assert policies["DownloadRestrictions"] == 3 and policies["DeveloperToolsAvailability"] == 2
    assert not policies["PasswordManagerEnabled"] and not policies["TranslateEnabled"]
    assert not policies["PrintingEnabled"] and not policies["AllowFileSelectionDialogs"]


def test_a_terminal_may_photograph_a_paper_for_the_box_alone() -> None:
    policies = json.loads(chromium_policies.terminal(ADDRESS).text)
    assert (policies["VideoCaptureAllowed"], policies["VideoCaptureAllowedUrls"]) == (False, [ADDRESS])


def test_at_a_desk_other_pages_and_downloads_stay_possible() -> None:
    policies = json.loads(chromium_policies.desk().text)
    assert not policies["PasswordManagerEnabled"]
    assert not {"URLBlocklist", "DownloadRestrictions", "PrintingEnabled"} & policies.keys()


def test_a_box_elsewhere_is_trusted_by_its_own_authority_and_no_other_is_added() -> None:
    for file in (chromium_policies.terminal("https://10.0.0.2:8643", "MIIB"), chromium_policies.desk("MIIB")):
        assert json.loads(file.text)["CACertificates"] == ["MIIB"]
        assert chromium_policies.trusted(file.text) == ("MIIB",)
    assert "CACertificates" not in json.loads(chromium_policies.terminal(ADDRESS).text)


def test_policies_that_somebody_broke_trust_nobody() -> None:
    for text in ("", "{", "[]", '{"CACertificates": "MIIB"}'):
        assert chromium_policies.trusted(text) == ()


def test_what_two_roles_share_is_made_once() -> None:
    shared, own = File(Path("/etc/a"), "a"), File(Path("/etc/b"), "b")
    cage = Package("cage", Path("/usr/bin/cage"))
    whole = Plan(files=(shared,), ports=(8600,)) + Plan(packages=(cage,), files=(shared, own))
    assert whole == Plan(packages=(cage,), files=(shared, own), ports=(8600,))


def test_a_terminal_that_is_a_desk_too_is_held_as_a_terminal() -> None:
    whole = Plan(files=(File(Path("/etc/p.json"), "strict"),)) + Plan(files=(File(Path("/etc/p.json"), "open"),))
    assert [file.text for file in whole.files] == ["strict"]
