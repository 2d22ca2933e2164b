"""What the player of the page asks the box: the sound of a sentence, the words that speech alone says, the settings.

Nothing that was typed is kept: its sound is in memory for a minute, for the session that asked for it.
"""

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.crypto import keys
from kiosk.domain.speech import listening
from kiosk.domain.speech.listening import HEARD, Role, Utterance
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.voices.sound_folder import MEDIA_TYPES
from kiosk.services.voices.voices import STYLES, Answer, Wanted
from kiosk.web.parts.speech import described, listen
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.words import languages

screen = Blueprint("speech", __name__, url_prefix="/speech")
OFF, NO_VOICE, NOT_PRIVATE = "off", "no-voice", "not-private"
"""Why nothing is said."""


@screen.post("/say")
def say() -> ResponseReturnValue:
    """Where the sound of a sentence is, which voice speaks, and what it says; or why nothing is said.

    403 for what is private while the person has not said who may hear it.
    """
    form, voices = request.form, app_state().voices
    said = _utterance()
    wanted = Wanted(said.language, said.text, form.get("style", ""))
    if wanted.style not in STYLES:
        raise Refused(Refusal.BAD_REQUEST)
    if session.box().settings.speech == "off":
        return _silent(OFF)
    private = said.private or voices.is_discreet(wanted)
    if private and session.current().speech.private not in HEARD:
        return _silent(NOT_PRIVATE), 403
    answer = voices.say(wanted, _listener(), session.box().clock)
    if answer is None:
        return _silent(NO_VOICE)
    return _answer(answer)


@screen.get("/sound/<name>")
def sound(name: str) -> Response:
    """A sound, whole where it is made, else as it is being made. 404 for one that is forgotten, or another's.

    No browser keeps it: the next person must not find what was read to this one.
    """
    voices = app_state().voices
    kept = voices.kept(name)
    if kept is not None:
        return Response(kept, mimetype=MEDIA_TYPES[name.rpartition(".")[2]])
    rendering = voices.rendering(name, _listener(), session.box().clock)
    if rendering is None:
        abort(404)
    whole = rendering.whole()
    return Response(whole.data if whole else rendering.chunks(), mimetype="audio/wav")


@screen.post("/settings")
def settings() -> Response:
    """Keep how the person listens, as long as their session; the page gets the token of its forms from then on."""
    chosen = listening.changed(session.current().speech, request.form)
    if chosen is None:
        raise Refused(Refusal.BAD_REQUEST)
    if chosen.reading and not session.current().speech.reading:
        app_state().voices.warm(session.words().language)
    if chosen != session.current().speech:
        listen(chosen)
    response = jsonify(described())
    response.headers["X-Form-Token"] = session.form_token()
    return response


@screen.get("/words")
def words() -> Response:
    """The words that only speech says, by their codes, in a language of the page."""
    language = request.args.get("language", "")
    if language not in languages.spoken(session.box().settings.paths.translations):
        abort(404)
    return jsonify(session.box().words(language).group("speech"))


def _utterance() -> Utterance:
    """The sentence that the page sent. Raises `Refused` (`bad-request`): no such role, nothing to say, or too long."""
    form = request.form
    try:
        role = Role(form.get("role") or Role.TEXT)
        return Utterance(
            form.get("language", ""), role, form.get("text", "").strip(), private=form.get("private") == "1"
        )
    except ValueError:
        raise Refused(Refusal.BAD_REQUEST) from None


def _silent(why: str) -> Response:
    return jsonify(address="", why=why)


def _answer(answer: Answer) -> Response:
    return jsonify(address=url_for(".sound", name=answer.name), voice=answer.voice, spoken=answer.spoken)


def _listener() -> str:
    """The hash by which sounds in memory belong to this session."""
    return keys.token_hash(session.current().token)
