"""What the code never does, whatever it is given: no shell, no code from text, no unsafe reading, no weak secret."""

import ast
import re
import ssl
from functools import cache

import pytest

from kiosk.connectors.tls import context_of_one, hub_context
from kiosk.crypto import certificates
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol
from printers.ipp.client import unverified_context, verifying_context
from scripts.source import Module, files, imports, modules
from tests.services.lan.a_box import an_authority

UNSAFE_READERS = ("pickle", "marshal", "shelve", "xml", "lxml", "jsonpickle", "dill")
"""Libraries that make objects of what they read, or fetch what it names."""
OTHER_CIPHERS = ("Crypto", "cryptography", "OpenSSL", "ssl", "crypt")
ANSWERS_TLS = ("kiosk.process.lan_server", "kiosk.process.http_server")
"""Answer the screens of the local network, with nothing below TLS 1.2; they ask nobody anything."""
MAKES_CERTIFICATES = "kiosk.crypto.certificates"
"""What may import cryptography: browsers take X.509, which libsodium has not."""
MAY_SPEAK_TLS = {
    "kiosk.connectors.smtp": "sees what TLS has found wrong",
    "kiosk.connectors.tls": "to the hub, at which a box never speaks an old one, and to the box from another screen",
    "kiosk.services.lan.box_trust": "sees what TLS has found wrong",
    "printers.ipp.client": "to printers, which sign their own certificates: each is held to the one it showed first",
}
STRONG = frozenset({"sha256", "sha512", "blake2b"})
"""What may be called on `hashlib`."""
MAY_MAKE_MARKUP = {
    "kiosk.web.page_parts": "the picture of a code, whose title is escaped where it is drawn",
    "hub.screens.sign_in": "the same for a telephone's secret, for its owner's eyes",
    "kiosk.web.questions": "a page's parts that a template made",
}
"""Modules that call something other than a constant markup, and why it is."""
WRITES_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|\.html\("
)
KEEPS = re.compile(r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker")
TALKS_AWAY = re.compile(r"postMessage|WebSocket|sendBeacon|https?://|//[a-z0-9-]+\.[a-z]")


@cache
def calls() -> list[tuple[Module, str, ast.Call]]:
    """Every call of the product, with what is called as it is written."""
    return [
        (module, ast.unparse(node.func), node)
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
    ]


def test_nothing_is_given_to_a_shell_or_made_into_code() -> None:
    called = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}
    assert not [f"{module.where}: {name}" for module, name, _ in calls() if name in called]
    shells = [
        module.where
        for module, _, call in calls()
        for word in call.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]
    assert not shells


def test_nothing_read_becomes_an_object_of_its_own_choosing() -> None:
    lines = [
        f"{module.where}: {imported}"
        for module in modules().values()
        for imported in imports(module)
        if imported.split(".")[0] in UNSAFE_READERS
    ]
    assert not lines
    assert not {name for _, name, _ in calls() if re.match(r"yaml\.(\w*_)?load", name)}, "events only, see source.py"


def test_what_people_typed_reaches_a_page_as_text() -> None:
    """Autoescaping is never turned off, no template is made of text, and markup is written in the code alone."""
    pages = {path.name: path.read_text("utf-8") for path in files("templates", ".html")}
    assert not [name for name, text in pages.items() if re.search(r"\|\s*safe\b|autoescape\s+false|\|\s*tojson", text)]
    assert not [name for _, name, _ in calls() if name.endswith(("render_template_string", "from_string"))]
    made = {
        module.name
        for module, name, call in calls()
        if name == "Markup" and call.args and not isinstance(call.args[0], ast.Constant)
    }
    assert made <= MAY_MAKE_MARKUP.keys()


def test_no_statement_is_made_of_what_people_typed() -> None:
    """Values travel beside a statement; the holes in one are names of our own, or numbers of question marks."""
    wrong = []
    for module, name, call in calls():
        place = 1 if name in ("read_column", "read_value") else 0
        if not (place or name.endswith((".execute", ".executemany", ".executescript"))) or not call.args:
            continue
        sql = call.args[place]
        if isinstance(sql, ast.BinOp):
            wrong.append(f"{module.where}:{call.lineno}")
        if isinstance(sql, ast.JoinedStr):
            holes = [ast.unparse(value.value) for value in sql.values if isinstance(value, ast.FormattedValue)]
            wrong += [f"{module.where}:{call.lineno}: {hole}" for hole in holes if not _ours(hole)]
    assert not wrong


def _ours(hole: str) -> bool:
    ours = r"_?[A-Z][A-Z_]*|pragma|self\._key|key\.hex\(\)|table|column|where|marks|order|last|gesture(\.lower\(\))?"
    return bool(re.fullmatch(ours, hole)) or hole == "', '.join((repr(each) for each in OVER))"


def test_scripts_write_text_keep_nothing_and_talk_to_nobody_else() -> None:
    ours = {path.name: path.read_text("utf-8") for path in files("static/js", ".js")}
    assert ours
    for name, text in ours.items():
        for rule in (WRITES_MARKUP, KEEPS, TALKS_AWAY):
            assert not rule.search(text), f"{name}: {rule.search(text)}"


def test_one_place_hashes_and_encrypts_and_only_with_what_is_strong() -> None:
    used = {match[1] for _, name, _ in calls() if (match := re.match(r"hashlib\.(\w+)$", name))}
    assert used <= STRONG
    others = [
        f"{module.where}: {imported}"
        for module in modules().values()
        for imported in imports(module)
        if imported.split(".")[0] in OTHER_CIPHERS
        and not (imported == "ssl" and module.name in {*MAY_SPEAK_TLS, *ANSWERS_TLS})
        and not (imported.startswith("cryptography") and module.name == MAKES_CERTIFICATES)
    ]
    assert not others


def test_certificates_are_checked_and_redirects_are_not_followed() -> None:
    asked = [
        f"{module.where}: {word.arg}={ast.unparse(word.value)}"
        for module, _, call in calls()
        for word in call.keywords
        if (word.arg == "verify" and ast.unparse(word.value) == "False")
        or (word.arg == "follow_redirects" and ast.unparse(word.value) != "False")
    ]
    assert not asked


@pytest.mark.parametrize("url", ["http://hub.example", "http://192.168.1.9:8700", "http://127.0.0.1.evil.example"])
def test_a_hub_on_another_machine_is_reached_over_https_only(box: Box, url: str) -> None:
    with pytest.raises(Refused) as refused:
        enrol.enrol_at_hub(box, url, "ABCD-EFGH-JKLM-NPQR")
    assert refused.value.code == Refusal.NEEDS_HTTPS


def test_no_old_tls_is_spoken() -> None:
    """TLS 1.2 or later, whatever Python and OpenSSL speak by themselves; a hub's certificate and name are checked."""
    own = context_of_one(certificates.encode_certificate_der(an_authority().certificate))
    for context in (hub_context(), own, verifying_context(), unverified_context()):
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    for context in (hub_context(), own, verifying_context()):
        assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname


def test_whoever_asks_over_http_says_how_the_line_is_secured() -> None:
    """With a context of the two modules that make one; only the application of this machine is asked in clear."""
    makers = {module.name for module, name, _ in calls() if re.match(r"ssl\.\w*context|httpx\.\w*context", name)}
    assert makers == {"kiosk.connectors.tls", "printers.ipp.client"}
    asking = re.compile(r"httpx\.(Client|get|post|put|request|stream)$|HTTPSConnection$")
    secured = [
        (module.name, {word.arg: ast.unparse(word.value) for word in call.keywords})
        for module, name, call in calls()
        if asking.match(name)
    ]
    assert {name: keywords.get("verify") or keywords.get("context") for name, keywords in secured} == {
        "kiosk.connectors.hub.connection": "hub_context()",
        "kiosk.connectors.oidc": "hub_context()",
        "kiosk.control": None,
        "printers.ipp.client": "context",
    }


@pytest.mark.parametrize("word", ["debug=True", "use_reloader", "DEBUG", "Access-Control", "set_trace"])
def test_nothing_of_a_workshop_is_left_in_the_product(word: str) -> None:
    assert not [path.as_posix() for path in files("kiosk", ".py") if word in path.read_text("utf-8")]
