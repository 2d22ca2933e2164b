"""The code of the first start: it serves once, cannot be guessed, and nothing is seen without it."""

from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import Start


def test_every_page_leads_to_the_code_first(start: Start) -> None:
    for path in ("/", "/desk", "/sign-in", "/procedures", "/set-up", "/set-up/name", "/set-up/person", "/nowhere"):
        page = start.browser().get(path)
        assert page.path == "/set-up/start"
        assert page.heading == "Bonjour. Préparons ce poste ensemble."


def test_a_wrong_code_is_said_and_opens_nothing(start: Start, watch: Watch) -> None:
    browser = start.browser()
    page = browser.get("/set-up")
    for typed in ("", " ", "123", "abc", "٣", "1" * 5000, "<b>", "’", "0000 0000", "é\u0000"):
        page = browser.send(page.form("code-form").with_values({"code": typed}))
        assert page.status == 422
        assert "Ce n’est pas le bon code" in page.main and "first-start.code" in page.main
        assert browser.get("/set-up/name").path == "/set-up/start"
        watch.passed.append(60)


def test_the_code_is_taken_as_it_is_read_out(start: Start) -> None:
    browser = start.browser()
    spaced = f" {start.codes[-1][:4]} {start.codes[-1][4:]}\n"
    page = browser.send(browser.get("/").form("code-form").with_values({"code": spaced}))
    assert page.path == "/set-up/name"


def test_a_code_serves_once_and_another_is_told(start: Start) -> None:
    used = start.codes[-1]
    start.admitted()
    assert len(start.codes) == 2 and start.codes[-1] != used
    browser = start.browser()
    page = browser.send(browser.get("/").form("code-form").with_values({"code": used}))
    assert page.status == 422
    assert browser.send(page.form("code-form").with_values({"code": start.codes[-1]})).path == "/set-up/name"


def test_codes_cannot_be_tried_one_after_the_other(start: Start, watch: Watch) -> None:
    browser = start.browser()
    form = browser.get("/").form("code-form")
    said = [browser.send(form.with_values({"code": f"{number:08}"})).main for number in range(12)]
    assert "Ce n’est pas le bon code" in said[0] and "Ce n’est pas le bon code" not in said[-1]
    page = browser.send(form.with_values({"code": start.codes[-1]}))
    assert page.path == "/set-up/start", "the right one waits too"
    watch.passed.append(120)
    assert browser.send(form.with_values({"code": start.codes[-1]})).path == "/set-up/name"


def test_the_file_holds_the_code_for_whoever_looks_after_the_machine(start: Start) -> None:
    file = start.box.settings.paths.first_start_code
    assert file.read_text("ascii") == start.codes[-1]
    assert file.stat().st_mode & 0o077 == 0
