"""What Chromium is held to."""

import json

from kiosk.services.install import chromium_policies

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
