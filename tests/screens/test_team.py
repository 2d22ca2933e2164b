"""Colleagues are added, given services and removed."""

import pytest
from flask import Flask

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import sign_in as staff
from kiosk.store import people
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS

ZOE = {"name": "Zoé Martin", "login": "zoe", "service": ["etat-civil"], "factor": "passphrase"}


def team(desk: Browser) -> Page:
    return desk.get("/desk/team")


def issued(page: Page) -> list[str]:
    return page.words("strong.secret")


def elsewhere(app: Flask) -> Browser:
    return Browser(app.test_client())


def asked_for(desk: Browser, action: str, **values: str) -> Page:
    form: Form = team(desk).form("lock-now").with_values(values)
    form.action = f"/desk/team/{action}"
    return desk.send(form)


def test_everyone_is_there_with_what_they_open(desk: Browser, omar: Actor) -> None:
    page = team(desk)
    assert page.words("main section.group h3") == ["Nadia Roux", omar.name]
    first, second = page.words("main section.group")
    assert "Service de l’état civil" in first
    assert "Service de l’état civil" in second, "offered, and not held"
    assert "Confier : Service de l’état civil" in second


def test_what_every_mediator_holds_is_not_called_like_a_service(box: Box) -> None:
    shared = box.words().code("service", "desk")
    names = {procedure.service.name.text for procedure in box.catalogue.procedures}
    assert not [name for name in names if name.startswith(shared) or shared.startswith(name)]


@pytest.mark.usefixtures("omar")
def test_a_service_is_handed_over_and_opens_its_cases(desk: Browser, app: Flask) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    omar = elsewhere(app)
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    assert omar.get(draft.path).status == 404
    desk.send(team(desk).form_to("/omar/grant", "etat-civil"))
    assert omar.get("/desk").path.startswith("/sign-in"), "the new key is opened at the next sign-in"
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    assert steps_taken.step_of(omar.get(draft.path)) == "birth"


@pytest.mark.usefixtures("omar")
def test_a_service_is_taken_back_at_once(desk: Browser, app: Flask) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    desk.send(team(desk).form_to("/omar/grant", "etat-civil"))
    omar = elsewhere(app)
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    assert omar.get(f"/cases/{steps_taken.case_of(draft)}/review").status == 200
    desk.send(team(desk).form_to("/omar/withdraw", "etat-civil"))
    assert omar.get(draft.path).path.startswith("/sign-in")
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    assert omar.get(draft.path).status == 404


@pytest.mark.parametrize("kind", ["passphrase", "badge", "key-file"])
def test_a_new_colleague_enters_with_what_was_shown_once(desk: Browser, app: Flask, kind: str) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = desk.send(team(desk).form_to("/add").with_values({**ZOE, "factor": kind}))
    assert page.heading == "Pour Zoé Martin, à noter maintenant"
    factor, pin = issued(page)
    assert pin.isdigit() and len(pin) == 6
    assert factor not in team(desk).text
    zoe, login = elsewhere(app), "zoe" if kind == "passphrase" else ""
    factor = "\n".join(factor.split()) if kind == "key-file" else factor
    assert sign_in(zoe, login, factor, pin).path == "/desk"
    assert steps_taken.step_of(zoe.get(draft.path)) == "birth"
    assert zoe.get("/desk/mandates").status == 200, "whoever holds a service holds the desk's own"


def test_a_colleague_who_cannot_be_added_is_explained_and_what_was_typed_is_kept(desk: Browser, box: Box) -> None:
    for typed, said in [
        ({"service": []}, "Choisissez au moins un service."), ({"service": ["no-such"]}, "Choisissez au moins un"),
        ({"name": " "}, "Écrivez un identifiant et un nom."), ({"login": "NADIA"}, "est déjà pris"),
        ({"factor": "0000"}, "Choisissez un badge"),
    ]:  # fmt: skip
        page = desk.send(team(desk).form_to("/add").with_values({**ZOE, **typed}))
        assert page.status == 422
        assert said in page.main
        assert page.one("#login").get("value") == typed.get("login", "zoe")
        assert len(people.select_mediators(box.store.read())) == 1


def test_a_service_the_shift_does_not_hold_adds_nobody_until_it_does(desk: Browser, box: Box, nadia: Actor) -> None:
    """A colleague handed it over after she signed in: she supervises it, and its key comes with the next sign-in."""
    form = team(desk).form_to("/add").with_values({**ZOE, "service": ["ccas", "etat-civil"]})
    whole = box.shifts.ring(nadia.mediator_id)
    short = Ring({service: whole.privates[service] for service in (DESK, "ccas")})
    box.shifts.begin(nadia.mediator_id, nadia.name, short, PIN)
    assert desk.send(form).status == 422
    assert [mediator.login for mediator in people.select_mediators(box.store.read())] == ["nadia"]
    box.shifts.begin(nadia.mediator_id, nadia.name, whole, PIN)
    assert desk.send(form).heading == "Pour Zoé Martin, à noter maintenant"


@pytest.mark.usefixtures("omar")
def test_whoever_lost_a_badge_gets_another_and_the_old_one_opens_nothing(desk: Browser, app: Flask) -> None:
    desk.send(team(desk).form_to("/omar/grant", "etat-civil"))
    words, pin = issued(desk.send(team(desk).form_to("/omar/reissue")))
    omar = elsewhere(app)
    assert sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN).status == 422
    assert sign_in(omar, "omar", words, pin).path == "/desk"
    assert omar.get("/procedures/birth-certificate").status == 200


def test_nobody_reissues_withdraws_or_lets_in_themselves(desk: Browser, box: Box) -> None:
    for action, values in (("reissue", {}), ("withdraw", {"service": "etat-civil"}), ("let-in", {})):
        page = asked_for(desk, f"nadia/{action}", **values)
        assert page.status == 409, action
        assert "Un collègue doit le faire pour vous." in page.main
    assert "etat-civil" in staff.list_supervised_services(box.store.read(), "a" * 32)


def test_who_supervises_nothing_hands_nothing_over(omars_desk: Browser, nadia: Actor) -> None:
    page = team(omars_desk)
    assert "Confier" not in page.main
    assert "Une nouvelle personne" not in page.main
    attempts = (
        ("omar/grant", {"service": "etat-civil"}), ("nadia/withdraw", {"service": "etat-civil"}), ("nadia/reissue", {}),
    )  # fmt: skip
    for action, values in attempts:
        refused = asked_for(omars_desk, action, **values)
        assert refused.status == 409, action
        assert "Seul un responsable de ce service peut faire cela." in refused.main
    added = asked_for(omars_desk, "add", name="Zoé", login="zoe", service="etat-civil")
    assert added.status == 409
    assert nadia.name in team(omars_desk).main


def test_a_name_nobody_has_is_told_plainly(desk: Browser) -> None:
    for action in ("zoe/grant", "zoe/let-in", "zoe/reissue", "zoe/withdraw"):
        page = asked_for(desk, action, service="etat-civil")
        assert "Personne n’a cet identifiant." in page.main, action


def test_one_s_own_pin_is_changed_with_first_factor_and_pin(desk: Browser, app: Flask) -> None:
    form = team(desk).form_to("/pin").with_values({"passphrase": PASSPHRASE, "pin": PIN, "new-pin": "913750"})
    assert desk.send(form).path == "/desk"
    other = elsewhere(app)
    assert sign_in(other).status == 422
    assert sign_in(other, "nadia", pin="913750").path == "/desk"


def test_a_pin_that_is_not_changed_says_why_and_the_old_one_stays(desk: Browser, app: Flask) -> None:
    right = {"passphrase": PASSPHRASE, "pin": PIN, "new-pin": "913750"}
    weak, wrong = "Choisissez au moins 6 chiffres", "Connexion refusée."
    for typed, said in (
        ({"new-pin": "111111"}, weak), ({"new-pin": "123456"}, weak), ({"new-pin": "987"}, weak),
        ({"pin": "000001"}, wrong), ({"passphrase": "faux"}, wrong),
    ):  # fmt: skip
        page = desk.send(team(desk).form_to("/pin").with_values({**right, **typed}))
        assert page.status == 422
        assert said in page.main
        assert page.one(".notice.danger a").get("href") == ("#new-pin" if "new-pin" in typed else "#passphrase")
        assert said in page.one("main .field-error").text_content()
    assert sign_in(elsewhere(app)).path == "/desk"


@pytest.fixture
def screens(app: Flask, desk: Browser, omar: Actor) -> list[Browser]:
    """Omar, with the « état civil », at two screens; at the second with a citizen's draft."""
    desk.send(desk.get("/desk/team").form_to("/omar/grant", "etat-civil"))
    both = [Browser(app.test_client()), Browser(app.test_client())]
    for item in both:
        assert sign_in(item, "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"
    return both


def draft(browser: Browser) -> Page:
    return steps_taken.fill(browser, steps_taken.begin(browser), until="birth")


def all_out(screens: list[Browser], case: Page) -> None:
    """Neither page nor case, on either screen, with the cookie that was good a moment ago."""
    for screen in screens:
        assert screen.get("/desk").path.startswith("/sign-in")
        shown = screen.get(case.path)
        assert shown.path.startswith("/sign-in") and "Benali" not in shown.text


def test_withdrawing_a_service_ends_their_sessions_on_every_screen(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    desk.send(desk.get("/desk/team").form_to("/omar/withdraw", "etat-civil"))
    all_out(screens, case)


def test_another_badge_and_pin_end_their_sessions_on_every_screen(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    desk.send(desk.get("/desk/team").form_to("/omar/reissue"))
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).status == 422, "what was lost opens nothing"


def test_a_colleague_is_shown_out_of_every_screen_and_may_come_back(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    page = desk.send(desk.get("/desk/team").form_to("/omar/let-out"))
    assert page.path == "/desk/team"
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"
    assert screens[1].get("/desk").path.startswith("/sign-in"), "the session of the other screen stays ended"


def test_who_is_not_there_is_not_shown_out(desk: Browser, omar: Actor) -> None:
    assert "Déconnecter" not in desk.get("/desk/team").main


def test_locking_at_one_screen_locks_every_screen(screens: list[Browser]) -> None:
    case = draft(screens[1])
    screens[0].send(screens[0].get("/desk").form("lock-now"))
    for screen in screens:
        shown = screen.get(case.path)
        assert shown.path.startswith("/lock") and "Benali" not in shown.text


def test_leaving_at_one_screen_leaves_every_screen(screens: list[Browser]) -> None:
    case = draft(screens[1])
    screens[0].send(screens[0].get("/desk").form_to("/leave"))
    all_out(screens, case)


def test_a_changed_pin_ends_the_other_sessions_and_not_this_one(app: Flask, desk: Browser) -> None:
    other = Browser(app.test_client())
    sign_in(other)
    form = desk.get("/desk/team").form_to("/team/pin")
    form = form.with_values({"passphrase": PASSPHRASE, "pin": PIN, "new-pin": "739164"})
    assert desk.send(form).path == "/desk"
    assert desk.get("/desk").path == "/desk"
    assert other.get("/desk").path.startswith("/sign-in")
    assert sign_in(other, "nadia", PASSPHRASE, PIN).status == 422
    assert sign_in(other, "nadia", PASSPHRASE, "739164").path == "/desk"


def test_someone_leaves_the_team_once_it_was_said_twice(desk: Browser, screens: list[Browser], box: Box) -> None:
    case = draft(screens[1])
    asked = desk.get(desk.get("/desk/team").link("Omar Haddad quitte l’équipe"))
    assert asked.heading == "Omar Haddad quitte l’équipe ?"
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).path == "/desk", "asking changes nothing"
    assert desk.send(asked.form("remove")).path == "/desk/team"
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).status == 422
    assert "Omar" not in desk.get("/desk/team").main
    assert desk.get(case.path).status == 200, "the case he began stays with its service"
    assert [mediator.login for mediator in people.select_mediators(box.store.read())] == ["nadia"]


def test_who_supervises_nothing_is_offered_none_and_refused(desk: Browser, screens: list[Browser], box: Box) -> None:
    assert not [link for link in screens[0].get("/desk/team").links() if link.endswith("/remove")]
    page = screens[0].get("/desk/team/nadia/remove")
    answer = screens[0].send(page.form("remove"))
    assert answer.status == 422 and "responsable" in answer.main
    assert len(people.select_mediators(box.store.read())) == 2


def test_nobody_is_removed_twice_and_nobody_unknown(desk: Browser, omar: Actor) -> None:
    form = desk.get("/desk/team/omar/remove").form("remove")
    desk.send(form)
    assert desk.send(form).status == 409
    assert desk.get("/desk/team/zoe/remove").status == 409
