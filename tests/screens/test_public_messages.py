"""What the town hall, or an authority, says to everybody: on the first pages, in their language, up to an end."""

from datetime import date, datetime, timedelta

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published import follow, public_messages, received
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.taking import Stick, taken

PAGE = "/desk/public-message"


@pytest.fixture(autouse=True)
def morning(box: Box, watch: Watch) -> None:
    """It is 8 o'clock of tomorrow at the site, so that the hours of these tests are still to come."""
    zone = box.settings.zone
    tomorrow = watch.now().astimezone(zone).date() + timedelta(days=1)
    watch.wait(datetime(tomorrow.year, tomorrow.month, tomorrow.day, 8, tzinfo=zone) - watch.now())


def show(desk: Browser, kind: str, **typed: str) -> Page:
    """Write a message at the desk."""
    form = desk.get(PAGE).form_to(f"/public-message/{kind}")
    return desk.send(form.with_values({f"{kind}-{name}": text for name, text in typed.items()}))


def days_ahead(box: Box, days: int) -> str:
    return (box.watch.today().day + timedelta(days=days)).strftime("%d/%m/%Y")


def told(browser: Browser, path: str = "/") -> str:
    """What a page says to everybody; "" where it says nothing."""
    return " ".join(" ".join(browser.get(path).words("#public-messages")).split())


def in_language(terminal: Browser, language: str) -> None:
    terminal.send(terminal.get("/language").form_to("/language", language))


def test_a_ready_message_is_shown_at_once_in_every_language_and_ends_by_itself(
    desk: Browser, terminal: Browser, box: Box, watch: Watch
) -> None:
    assert told(terminal) == ""
    page = show(desk, "opens-at", value="10 h")
    assert page.path == PAGE and "Affiché jusqu’à 10 h." in page.main.replace("\u00a0", " ").replace("\u202f", " ")
    for language, words in (
        ("fr", "la mairie ouvre à 10"),
        ("en", "the town hall opens at 10:00"),
        ("ar", "تفتح البلدية اليوم على الساعة 10:00"),
        ("uk", "мерія відчиняється о 10:00"),
        ("es", "el ayuntamiento abre a las 10:00"),
        ("pt", "a câmara abre às 10:00"),
    ):
        in_language(terminal, language)
        for path in ("/", "/language", "/procedures"):
            assert words in told(terminal, path).replace("\u00a0", " "), (language, path)
        assert not terminal.get("/").all("#public-messages [lang=fr]"), language
    watch.wait(timedelta(hours=1, minutes=59))
    assert told(terminal)
    watch.wait(timedelta(minutes=1))
    assert told(terminal) == "" and not public_messages.list_public_messages(box)


def test_a_mediator_who_helps_is_not_told_what_the_public_is_told(desk: Browser, terminal: Browser) -> None:
    show(desk, "closed-today")
    assert told(terminal, "/procedures") and not desk.get("/procedures").all("#public-messages")
    assert "Messages affichés au public : 1" in desk.get("/desk").main.replace("\u00a0", " ")


def test_own_words_are_read_in_french_and_marked_so_where_nobody_has_translated_them(
    desk: Browser, terminal: Browser, box: Box
) -> None:
    show(desk, "own", fr="Le parking est fermé.", ar="موقف السيارات مغلق.", until=days_ahead(box, 0))
    in_language(terminal, "ar")
    assert "موقف السيارات مغلق." in told(terminal) and "parking" not in told(terminal)
    assert not terminal.get("/").all("#public-messages [lang=fr]")
    in_language(terminal, "uk")
    assert terminal.get("/").words("#public-messages [lang=fr][dir=ltr]") == ["Le parking est fermé."]


def test_the_hole_of_a_ready_message_stays_the_french_name_that_it_is(
    desk: Browser, terminal: Browser, box: Box
) -> None:
    show(desk, "heat", value="la salle des fêtes")
    in_language(terminal, "ar")
    assert terminal.get("/").words("#public-messages [lang=fr]") == ["la salle des fêtes"]
    assert "خطة موجة الحر" in told(terminal)


def test_what_cannot_be_shown_is_refused_in_words_and_nothing_typed_is_lost(desk: Browser, box: Box) -> None:
    words = {
        "empty": ({"fr": "", "until": days_ahead(box, 1)}, "own-fr", "Écrivez en français"),
        "long": ({"fr": "Trop. " * 50, "until": days_ahead(box, 1)}, "own-fr", "Raccourcissez"),
        "no end": ({"fr": "Bonjour.", "until": ""}, "own-until", "Écrivez le dernier jour"),
        "past": ({"fr": "Bonjour.", "until": days_ahead(box, -1)}, "own-until", "Ce jour est passé"),
        "far": ({"fr": "Bonjour.", "until": days_ahead(box, 61)}, "own-until", "60 jours au plus"),
        "no day": ({"fr": "Bonjour.", "until": "le 32"}, "own-until", "Écrivez par exemple"),
    }
    for case, (typed, field, said) in words.items():
        page = show(desk, "own", ar="مرحبا", **typed)
        assert page.status == 422 and page.one(f"#{field}").get("aria-invalid") == "true", case
        assert said in page.main.replace("\u00a0", " "), case
        kept = (page.one("#own-fr").text or "", page.one("#own-until").get("value"), page.one("#own-ar").text)
        assert (kept[0].strip(), *kept[1:]) == (typed["fr"].strip(), typed["until"], "مرحبا"), case
    page = show(desk, "opens-at", value="7 h")
    assert page.status == 422 and page.one("#opens-at-value").get("value") == "7 h"
    assert public_messages.list_public_messages(box) == []


def test_three_at_once_are_enough_and_the_fourth_says_to_take_one_away(desk: Browser, box: Box) -> None:
    for number in range(3):
        show(desk, "own", fr=f"Message {number}.", until=days_ahead(box, 60))
    page = show(desk, "own", fr="Message 4.", until=days_ahead(box, 1))
    assert page.status == 422 and "Retirez-en un" in page.main and "Message 4." in (page.one("#own-fr").text or "")
    desk.send(page.form_to("/end"))
    page = show(desk, "own", fr="Message 4.", until=days_ahead(box, 1))
    assert page.status == 200 and len(public_messages.list_public_messages(box)) == 3


def test_a_message_that_contradicts_another_takes_its_place(desk: Browser, terminal: Browser, box: Box) -> None:
    show(desk, "opens-at", value="10 h")
    show(desk, "opens-at", value="11 h")
    assert "11" in told(terminal) and "10" not in told(terminal)
    show(desk, "closed-today")
    assert "fermée" in told(terminal) and "ouvre" not in told(terminal)
    assert "fermée aujourd’hui" in terminal.get("/call").main, "where hours are told, the same is told"


def test_a_button_pressed_twice_shows_one_message_and_one_press_takes_it_back(
    desk: Browser, terminal: Browser, box: Box
) -> None:
    for _ in range(2):
        page = show(desk, "own", fr="Le marché est sur la place.", until=days_ahead(box, 0))
    assert len(public_messages.list_public_messages(box)) == 1
    form = page.form_to("/end")
    for _ in range(2):
        assert desk.send(form).path == PAGE
    assert told(terminal) == ""
    db = box.store.read()
    noted = list(db.execute("SELECT action, detail, mediator_id FROM journal WHERE action LIKE 'public-%'"))
    assert [action for action, *_ in noted] == ["public-message-shown", "public-message-ended"]
    assert noted[0][1].startswith("own ") and noted[0][1].endswith(noted[1][1]) and noted[0][2] == noted[1][2] != ""


def test_while_the_day_is_doubted_nothing_is_said_of_today(
    desk: Browser, terminal: Browser, box: Box, watch: Watch
) -> None:
    show(desk, "closed-today")
    show(desk, "own", fr="Le parking est fermé.", until=days_ahead(box, 2))
    watch.jump(-timedelta(hours=30))
    assert "parking" in told(terminal) and "fermée" not in told(terminal)
    page = show(desk, "own", fr="Le marché est ouvert.", until=days_ahead(box, 2))
    assert page.status == 422 and "Réglez d’abord la date" in page.main
    assert "Le marché est ouvert." in (page.one("#own-fr").text or "")
    assert "marché" not in told(terminal)


def test_an_idle_screen_asks_whether_what_it_shows_is_still_so(desk: Browser, terminal: Browser) -> None:
    def asked(address: str) -> tuple[int, str]:
        answer = terminal.client.get(address, headers={"HX-Request": "true"})
        return answer.status_code, answer.text

    def polled() -> str:
        return str(terminal.get("/").one("#public-messages [hx-get]").get("hx-get"))

    empty = polled()
    assert asked(empty) == (204, "")
    page = show(desk, "closed-today")
    status, piece = asked(empty)
    assert status == 200 and "fermée aujourd’hui" in piece
    assert asked(polled()) == (204, "")
    shown = polled()
    desk.send(page.form_to("/end"))
    status, piece = asked(shown)
    assert status == 200 and "fermée" not in piece and "hx-get" in piece


MESSAGE = """
title: {{ fr: Coupure d’eau, ar: انقطاع الماء }}
text: {{ fr: "L’eau est coupée jeudi.", ar: "ينقطع الماء يوم الخميس." }}
until: {until}
for: public
from: Préfecture de la Creuse
"""


def signed(until: date, content: str = MESSAGE) -> dict[tuple[str, str], bytes]:
    return {("message", "water.yaml"): content.format(until=until.isoformat()).encode()}


def test_an_authority_speaks_to_the_public_under_its_name(
    desk: Browser, terminal: Browser, box: Box, watch: Watch
) -> None:
    authority, today = Authority(made_at=watch.now()), box.watch.today().day
    taken(box, authority, 1, signed(today + timedelta(days=1)))
    for language, words in (("fr", "L’eau est coupée jeudi."), ("ar", "ينقطع الماء يوم الخميس.")):
        in_language(terminal, language)
        assert words in told(terminal) and "Préfecture de la Creuse" in told(terminal)
    assert "L’eau est coupée" not in desk.get("/desk").main, "it is no message to the desk, to be read and put away"
    page = desk.get(PAGE)
    assert "Préfecture de la Creuse" in page.main and not page.all("form[action$='/end']")
    watch.wait(timedelta(hours=39))
    assert told(terminal)
    watch.wait(timedelta(hours=1))
    assert told(terminal) == ""


def test_a_message_of_an_authority_with_a_wrong_end_is_not_shown_and_the_desk_says_why(
    desk: Browser, terminal: Browser, box: Box, watch: Watch
) -> None:
    authority, today = Authority(made_at=watch.now()), box.watch.today().day
    for number, (files, code) in enumerate(
        (
            (signed(today + timedelta(days=61)), "public-end-far"),
            (signed(today, MESSAGE.replace("until: {until}\n", "")), "missing-key"),
            (signed(today, MESSAGE.replace("from: Préfecture de la Creuse\n", "")), "missing-key"),
            (signed(today, MESSAGE.replace("for: public\n", "")), "missing-key"),
            (signed(today, MESSAGE.replace("jeudi", "jeudi " * 60)), "public-too-long"),
        ),
        1,
    ):
        taken(box, authority, number, files)
        assert told(terminal) == "", code
        (trouble,) = received.find_troubles(box)
        assert code in str(trouble.details), trouble
        assert "Une publication n’est pas en place" in desk.get("/desk").main
    taken(box, authority, 9, signed(today + timedelta(days=60)))
    assert told(terminal) and not received.find_troubles(box)
    taken(box, authority, 10, signed(today - timedelta(days=1)))
    assert told(terminal) == ""


def test_a_message_that_a_stranger_signed_is_not_shown(terminal: Browser, box: Box, watch: Watch) -> None:
    authority, stranger = Authority(made_at=watch.now()), Authority(made_at=watch.now())
    taken(box, authority, 1, {})
    files = signed(box.watch.today().day)
    with pytest.raises(Refused, match="untrusted-publication"):
        follow.apply_publication(box, Stick({}), [authority.root()], [stranger.list(2, files)])
    assert told(terminal) == ""
