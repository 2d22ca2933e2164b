"""This screen: its name, what it is for, and how large it is."""

from kiosk.services.box.box import Box
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in

HELD = {"bar": "342", "with": "card", "length": "", "distance": "600"}


def station(desk: Browser) -> Page:
    return desk.get("/desk/station")


def measure(desk: Browser, **values: str) -> Page:
    return desk.send(station(desk).form("ruler").with_values({**HELD, **values}))


def kept(box: Box) -> tuple[str, str, float, int]:
    (records,) = list(box.store.read().query("SELECT name, role, mm_per_px, distance_mm FROM stations"))
    return records["name"], records["role"], records["mm_per_px"], records["distance_mm"]


def test_a_bar_as_long_as_a_card_measures_the_screen(desk: Browser, box: Box) -> None:
    assert "Cet écran n’est pas mesuré" in station(desk).main
    page = measure(desk)
    assert "Lu à 60 cm, le texte est écrit en lettres de 4,4 mm, et de 7,9 mm" in page.main
    assert kept(box) == ("", "desk", 0.25, 600)
    assert [element.get("data-comfort") for element in page.all(".sample")] == ["normal", "large", "larger", "largest"]
    assert page.one(".bar").get("width") == "342", "it is drawn again as it was held"


def test_a_ruler_and_a_number_measure_it_too(desk: Browser, box: Box) -> None:
    for values, mm_per_px in [
        ({"with": "ruler", "bar": "400"}, 0.25), ({"with": "typed", "length": "68,4"}, 0.2),
        ({"with": "typed", "length": "85.5 mm"}, 0.25),
    ]:  # fmt: skip
        assert "Cet écran est mesuré" in measure(desk, **values).main
        assert kept(box)[2] == mm_per_px


def test_a_measure_that_cannot_be_right_is_explained_and_nothing_is_kept(desk: Browser, box: Box) -> None:
    for values, field in [
        ({"with": "typed", "length": ""}, "length"), ({"with": "typed", "length": "beaucoup"}, "length"),
        ({"with": "typed", "length": "-85"}, "length"), ({"with": "typed", "length": "8,5,5"}, "length"),
        ({"with": "typed", "length": "900000"}, "length"), ({"with": "typed", "length": "0"}, "length"),
        ({"with": "typed", "length": "²"}, "length"), ({"with": "card", "bar": "9999"}, "length"),
        ({"distance": "550"}, "distance"), ({"distance": ""}, "distance"),
    ]:  # fmt: skip
        page = measure(desk, **values)
        assert page.status == 422
        assert page.one(".notice.danger a").get("href") == f"#{field}"
        assert page.one("main .field-error").text_content().strip()
        assert page.one("#length").get("value") == values.get("length", "")
        assert kept(box)[2:] == (0, 0)


def test_the_bar_grows_and_shrinks_without_a_script(desk: Browser, box: Box) -> None:
    page = station(desk)
    for step, width in (("20", "360"), ("-1", "359"), ("-20", "339"), ("1", "340")):
        page = desk.send(page.form_to("/measure#measure", step))
        assert page.one(".bar").get("width") == width
    form = page.form_to("/measure#measure", "20")
    assert desk.send(form.with_values({"bar": "9000"})).one(".bar").get("width") == "1200"
    assert desk.send(form.with_values({"bar": "-7"})).one(".bar").get("width") == "40"
    assert kept(box)[2:] == (0, 0), "nothing is kept before it is said"


def test_a_measure_is_forgotten(desk: Browser, box: Box) -> None:
    measure(desk)
    assert "n’est pas mesuré" in desk.send(station(desk).form_to("/forget")).main
    assert kept(box)[2:] == (0, 0)


def test_a_screen_has_a_name(desk: Browser, box: Box) -> None:
    page = desk.send(station(desk).form_to("/name").with_values({"name": "  Borne de l’entrée  "}))
    assert page.one("#name").get("value") == "Borne de l’entrée" == kept(box)[0]
    desk.send(page.form_to("/name").with_values({"name": "x" * 99}))
    assert len(kept(box)[0]) == 40


def test_the_settings_lead_here_and_the_first_question_is_desk_or_terminal(desk: Browser) -> None:
    assert "/desk/station" in desk.get("/desk/settings").links()
    assert station(desk).words("main h2")[0] == "Guichet ou borne ?"
    assert not station(desk).all("details[open]"), "sizes are folded"


def test_a_screen_becomes_a_terminal_and_is_handed_over_at_once(desk: Browser) -> None:
    measure(desk)
    page = desk.send(station(desk).form_to("/role", "terminal"))
    assert page.path == "/"
    assert page.link("J’ai déjà un dossier") == "/my-case"
    assert page.all("link[href='/static/measured/250-600.css']"), "it is as large as before"
    assert desk.get("/desk").path == "/"


def test_a_terminal_becomes_a_desk_again_for_whoever_signs_in(terminal: Browser) -> None:
    sign_in(terminal, "nadia")
    page = terminal.send(station(terminal).form_to("/role", "desk"))
    assert "En faire une borne" in page.main
    terminal.send(page.form_to("/leave"))
    assert "J’ai déjà un dossier" not in terminal.get("/").main


def test_who_stands_before_it_hears_where_the_paper_comes_out(desk: Browser, box: Box) -> None:
    assert station(desk).one("#slot").get("checked") is not None, "nobody has said it"
    page = desk.send(station(desk).form("paper-slot").with_values({"slot": "below-right"}))
    assert page.one("[name=slot][value=below-right]").get("checked") is not None
    desk.send(page.form("paper-slot").with_values({"slot": "on the moon"}))
    (kept_slot,) = list(box.store.read().query("SELECT paper_slot FROM stations"))
    assert kept_slot == {"paper_slot": ""}


def volume(desk: Browser, typed: str) -> Page:
    return desk.send(station(desk).form("speaker").with_values({"volume": typed}))


def begins_at(desk: Browser) -> int:
    token = station(desk).form("speaker")["token"][0]
    return int(desk.client.post("/speech/settings", data={"token": token, "rate": "100"}).json["volume"])


def test_a_measured_speaker_is_as_loud_with_each_session(desk: Browser, box: Box) -> None:
    assert volume(desk, "35 %").one("#volume").get("value") == "35"
    assert begins_at(desk) == 35
    assert volume(desk, "").one("#volume").get("value") == ""
    assert begins_at(desk) == box.settings.speech_volume


def test_what_is_no_volume_is_said_and_stays_in_the_box(desk: Browser) -> None:
    for typed in ["101", "-1", "fort", "1e2", "0x10", "9" * 40]:
        page = volume(desk, typed)
        assert page.status == 422 and "un nombre de 0 à 100" in page.main
        assert page.one("#volume").get("value") == typed


def test_there_is_a_noise_to_measure_by(desk: Browser) -> None:
    assert desk.client.get("/desk/station/noise.wav").data.startswith(b"RIFF")
