"""How a person sees, hears and types at this screen: display, keyboard, reading aloud, signs, pictograms.

Nothing that was typed is kept: its sound is in memory for a minute, for the session that asked for it.
"""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.screen.station import CHOICES, USUAL
from kiosk.domain.speech import listening
from kiosk.domain.speech.listening import HEARD, Utterance, UtteranceRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import keep_own_path
from kiosk.services.media.pictograms import clip, pictogram
from kiosk.services.voices.sound.sound_data import MEDIA_TYPES
from kiosk.services.voices.voices import STYLES, SpeechRequest
from kiosk.web import session
from kiosk.web.detours import find_back_address
from kiosk.web.page_parts import read_player_settings
from kiosk.web.pages import render_page
from kiosk.web.request_state import app_state, mark_polled
from kiosk.words import languages

comfort_screen = Blueprint("comfort", __name__, url_prefix="/comfort")


@comfort_screen.get("", endpoint="show")
def show_comfort() -> Response:
    back, chosen = find_back_address("welcome.show"), session.current_session().comfort
    return render_page("arriving/comfort/page.html", back=back, choices=CHOICES, chosen=chosen)


@comfort_screen.post("")
def post_comfort() -> ResponseReturnValue:
    form = request.form
    pressed = {name: form[name] for name, choices in CHOICES.items() if form.get(name) in choices}
    if pressed or "usual" in form:
        current = session.current_session()
        comfort = USUAL if "usual" in form else replace(current.comfort, **pressed)
        session.store_session(replace(current, comfort=comfort))
    where = "-".join(("comfort", *next(iter(pressed.items())))) if pressed else None
    return redirect(url_for(".show", back=keep_own_path(form.get("back", "")) or None, _anchor=where), 303)


keyboard_screen = Blueprint("keyboard", __name__, url_prefix="/keyboard")


@keyboard_screen.get("", endpoint="show")
def show_keyboard() -> Response:
    back, chosen = find_back_address("welcome.show"), session.current_session().comfort
    return render_page("arriving/keyboard/page.html", chosen=chosen, back=back)


@keyboard_screen.post("")
def post_keyboard() -> ResponseReturnValue:
    """Keep one of the two choices for the session; `back` is the page of these choices, or the one being typed on.

    The keyboard's script stays on its page: it gets the token that the page's forms carry from now on.
    """
    for name in ("keyboard", "keys", "shift"):
        if (word := request.form.get(name, "")) in CHOICES[name]:
            current = session.current_session()
            session.store_session(replace(current, comfort=replace(current.comfort, **{name: word})))
            if "X-Keyboard" in request.headers:
                return Response(status=204, headers={"X-Form-Token": session.form_token()})
            return redirect(find_back_address("keyboard.show"), 303)
    raise Refused(Refusal.BAD_REQUEST)


speech_screen = Blueprint("speech", __name__, url_prefix="/speech")
OFF, NO_VOICE, NOT_PRIVATE = "off", "no-voice", "not-private"
"""Why nothing is said."""


@speech_screen.post("/say")
def post_sentence_to_say() -> ResponseReturnValue:
    """Where the sound of a sentence is, which voice speaks, and what it says; or why nothing is said.

    403 for what is private while the person has not said who may hear it.
    """
    form, voices = request.form, app_state().voices
    said = _utterance()
    wanted = SpeechRequest(said.language, said.text, form.get("style", ""))
    if wanted.style not in STYLES:
        raise Refused(Refusal.BAD_REQUEST)
    if session.box().settings.speech == "off":
        return jsonify(address="", why=OFF)
    private = said.private or voices.is_discreet(wanted)
    if private and session.current_session().speech.private not in HEARD:
        return jsonify(address="", why=NOT_PRIVATE), 403
    answer = voices.say(wanted, _listener(), session.box().clock)
    if answer is None:
        return jsonify(address="", why=NO_VOICE)
    return jsonify(address=url_for(".serve_sound", name=answer.name), voice=answer.voice, spoken=answer.spoken)


@speech_screen.get("/sound/<name>")
def serve_sound(name: str) -> Response:
    """A sound, whole where it is made, else as it is being made. 404 for one that is forgotten, or another's.

    No browser keeps it: the next person must not find what was read to this one.
    """
    voices = app_state().voices
    kept = voices.kept(name)
    if kept is not None:
        return Response(kept, mimetype=MEDIA_TYPES[name.rpartition(".")[2]])
    rendering = voices.memory.get(name, _listener(), session.box().clock.monotonic())
    if rendering is None:
        abort(404)
    whole = rendering.whole()
    return Response(whole.data if whole else rendering.chunks(), mimetype="audio/wav")


@speech_screen.post("/settings")
def post_speech_settings() -> Response:
    """Keep how the person listens, as long as their session; the page gets the token of its forms from then on."""
    chosen = listening.change_listening(session.current_session().speech, request.form)
    if chosen is None:
        raise Refused(Refusal.BAD_REQUEST)
    if chosen.reading and not session.current_session().speech.reading:
        app_state().voices.piper.warm(session.page_words().language)
    if chosen != session.current_session().speech:
        session.store_session(replace(session.current_session(), speech=chosen))
    response = jsonify(read_player_settings())
    response.headers["X-Form-Token"] = session.form_token()
    return response


@speech_screen.get("/words")
def serve_speech_words() -> Response:
    language = request.args.get("language", "")
    if language not in languages.list_languages(session.box().settings.paths.translations):
        abort(404)
    return jsonify(session.box().words(language).group("speech"))


def _utterance() -> Utterance:
    """The sentence that the page sent. Raises `Refused` (`bad-request`): no such role, nothing to say, or too long."""
    form = request.form
    try:
        role = UtteranceRole(form.get("role") or UtteranceRole.TEXT)
        return Utterance(
            form.get("language", ""), role, form.get("text", "").strip(), private=form.get("private") == "1"
        )
    except ValueError:
        raise Refused(Refusal.BAD_REQUEST) from None


def _listener() -> str:
    return keys.token_hash(session.current_session().token)


player_screen = Blueprint("player", __name__, url_prefix="/speech/player")


@player_screen.get("", endpoint="show")
@mark_polled
def show_player() -> str:
    return render_template("_parts/speech/player.html")


signs_screen = Blueprint("signs", __name__, url_prefix="/signs")


@signs_screen.get("/<language>/<clip_id>.webm", endpoint="show")
def serve_sign_clip(language: str, clip_id: str) -> Response:
    """A clip, with byte ranges so that a player can wind it (RFC 9110, 14.2); 404 where there is none."""
    file = clip(session.box().settings.paths.signs, language, clip_id)
    if file is None:
        abort(404)
    return send_file(file, mimetype="video/webm", conditional=True)


pictograms_screen = Blueprint("pictograms", __name__, url_prefix="/pictograms")


@pictograms_screen.get("/<name>", endpoint="show")
def serve_pictogram(name: str) -> Response:
    """A pictogram; 404 where there is none. An SVG can load and run nothing, even opened alone."""
    found = pictogram(session.box().settings.paths.pictograms, name)
    if found is None:
        abort(404)
    response = Response(found[1], mimetype=found[0])
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    response.make_conditional(request)
    return response
