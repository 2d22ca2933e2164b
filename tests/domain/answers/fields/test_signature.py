"""Signatures: drawn, left for the paper, or witnessed; and documents that were seen, or are to bring."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.answering import judge_answer, typed_in
from kiosk.domain.answers.fields.signature import KIND
from kiosk.domain.answers.signature import LONGEST, MOST_POINTS
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import ProcedureDocument
from kiosk.words.words import Words
from tests.domain.samples import TODAY, Codes, a_field

INK = "[[10,10,60,30,110,10],[20,40,100,40]]"
DRAWN = {"strokes": ["20 20 500 212 980 20", "116 308 884 308"], "width": 1000, "height": 328}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_what_was_drawn_is_kept_as_numbers_of_our_own(judge):
    for manner in ["screen", ""]:
        assert judge("signature", {"": manner, "strokes": INK}) == DRAWN


def test_who_signs_later_signs_on_paper_and_who_cannot_has_a_witness(judge):
    assert judge("signature", "on_paper") == {"on_paper": True}
    assert judge("signature", {"": "on_paper", "strokes": INK}) == {"on_paper": True}
    assert judge("signature", {"": "cannot", "witness": " Paul  Durand "}) == {"cannot": True, "witness": "Paul Durand"}
    assert judge("signature", "cannot") == judge("signature", {"": "cannot", "witness": " "}) == "!witness-missing"
    assert judge("signature", {"": "cannot", "witness": "a" * 201}) == "!too-long"
    assert judge("signature", {"": "cannot", "witness": "a\x00"}) == "!bad-character"


def test_what_is_no_signature(judge):
    for strokes, fault in [
        ("", "no-signature"), ("[]", "no-signature"), ("[[5,5,6,6]]", "no-signature"), ("[[1]]", "bad-signature"),
        ("<svg>", "bad-signature"), (json.dumps([[0, 0] * (MOST_POINTS + 1)]), "bad-signature"),
    ]:  # fmt: skip
        assert judge("signature", {"": "screen", "strokes": strokes}) == f"!{fault}"
    assert judge("signature", "x") == "!not-a-choice"
    assert judge("signature", {"witness": "Paul"}) == "!missing"
    typed = {"strokes": ("",), "witness": ("",)}
    assert judge_answer(a_field("signature"), typed, TODAY).fault == "missing"
    assert judge_answer(a_field("signature", required=False), {"": ("",), **typed}, TODAY).settled


def test_a_long_signature_is_kept_whole_and_stays_to_be_seen_again():
    stroke = [coordinate for at in range(4_000) for coordinate in (at, at % 300 + 1000)]
    sent = json.dumps([stroke])
    assert 20_000 < len(sent) < LONGEST
    form = {"f.x": ["screen"], "f.x.strokes": [sent], "f.x.witness": [""]}
    given_ = judge_answer(a_field("signature"), typed_in(a_field("signature"), form), TODAY)
    assert given_.settled and given_.typed["strokes"] == (sent,)
    assert KIND.drawn(given_.value) is not None


def test_one_that_is_too_long_is_cut_and_asked_again():
    given_ = judge_answer(a_field("signature"), {"": ("screen",), "strokes": ("1" * (LONGEST + 1),)}, TODAY)
    assert given_.fault == "too-long" and len(given_.typed["strokes"][0]) == LONGEST


def test_it_is_shown_in_words_and_drawn_where_it_was(shown):
    assert shown("signature", DRAWN) == "signature:screen"
    assert shown("signature", {"on_paper": True}) == "signature:on-paper"
    cannot = {"cannot": True, "witness": "Paul Durand"}
    assert KIND.shown(a_field("signature"), cannot, Words()) == "Ne peut pas signer, en présence de Paul Durand"
    assert KIND.drawn(DRAWN) is not None and KIND.drawn(DRAWN).path.startswith("M20 20L500 212")
    assert KIND.drawn(cannot) is KIND.drawn({"on_paper": True}) is None
    assert [KIND.signs_paper(value) for value in (DRAWN, cannot, {"on_paper": True}, None)] == [
        False,
        False,
        True,
        False,
    ]


def test_nothing_strange_from_elsewhere_is_drawn() -> None:
    for value in [
        None, "x", {}, {"strokes": "1 2"}, DRAWN | {"strokes": ['1 2"/><script>']}, DRAWN | {"width": "9"},
        DRAWN | {"height": 0}, DRAWN | {"strokes": ["1"]}, DRAWN | {"strokes": [[1, 2]]},
    ]:  # fmt: skip
        assert KIND.drawn(value) is None


@given(JSON)
def test_any_value_from_elsewhere_is_drawn_or_not(value):
    drawn = KIND.drawn(value)
    assert drawn is None or drawn.path is not None


@given(st.lists(st.lists(st.integers(0, 2_000), min_size=2, max_size=20).map(lambda of: of[: len(of) // 2 * 2])))
def test_whatever_a_hand_draws_is_drawn_again(strokes):
    given_ = judge_answer(a_field("signature"), {"": ("screen",), "strokes": (json.dumps(strokes),)}, TODAY)
    assert given_.fault in ("", "no-signature")
    assert bool(given_.fault) == (KIND.drawn(given_.value) is None)
    assert given_.fault or isinstance(KIND.shown(a_field("signature"), given_.value, Codes()), str)


def test_the_page_asks_nothing_of_a_script_but_the_frame(render):
    page = render("signature", {"": "cannot", "strokes": INK}, fault="witness-missing", none="Je ne signe pas")
    rows = {row["value"]: row for row in page.all("input", type="radio")}
    assert list(rows) == ["screen", "on_paper", "cannot", "~none"]
    assert [rows[word]["scripted"] for word in ("screen", "on_paper", "cannot")] == [True, False, False]
    assert "checked" in rows["cannot"] and page.one("input", type="hidden")["value"] == INK
    witness = page.one("input", name="f.x.witness")
    assert not witness["scripted"] and witness["aria-invalid"] == "true"
    assert page.one("canvas")["scripted"] and page.one("script")["type"] == "module"
    assert "" in [row["value"] for row in render("signature", required=False).all("input", type="radio")]


IDENTITY = ProcedureDocument(
    "identity", Text("Pièce d’identité"), Text("Elle prouve qui vous êtes."), (Text("Un passeport"),)
)


def test_a_document_was_seen_or_is_to_bring(judge, shown):
    assert judge("document", "seen", document="identity") == "seen"
    assert judge("document", "to_bring", document="identity") == "to_bring"
    assert judge("document", "with_me", document="identity") == "with_me"
    assert judge("document", "lost", document="identity") == "!not-a-choice"
    assert shown("document", "to_bring") == "document:to_bring"


def test_the_page_says_why_and_what_else_is_accepted(render):
    page = render("document", "to_bring", document=IDENTITY)
    assert [(row["value"], "checked" in row) for row in page.controls] == [
        ("seen", False),
        ("to_bring", True),
        ("joined", False),
    ]
    assert page.one("p", id="f-x-help")["text"] == "Une aide Elle prouve qui vous êtes."
    assert page.one("li")["text"] == "Un passeport"
    assert not render("document", fault="missing", document=None).all("li")


def values(page) -> list[str]:
    return [row["value"] for row in page.controls]


def test_alone_nobody_is_offered_to_certify_and_a_copy_only_once_a_camera_is_found(render):
    page = render("document", document=IDENTITY, alone=True)
    assert values(page) == ["with_me", "to_bring", "joined"]
    assert page.one("div", **{"data-needs-camera": None})["hidden"] is None


def test_what_a_mediator_saw_stays_on_the_page_of_a_person_alone(render):
    page = render("document", "seen", document=IDENTITY, alone=True, witnessed=True)
    assert next((row["value"], "checked" in row) for row in page.controls) == ("seen", True)


def test_a_form_made_by_hand_brings_no_certificate_onto_the_page(render):
    page = render("document", "seen", "only-a-mediator", document=IDENTITY, alone=True)
    assert values(page) == ["with_me", "to_bring", "joined"]


def test_a_mediator_finds_what_the_person_said_alone(render):
    page = render("document", "with_me", document=IDENTITY)
    assert values(page) == ["seen", "with_me", "to_bring", "joined"]


def test_a_photograph_of_a_place_is_no_paper(render):
    """Review of the screens, M15: « Original vu au guichet » was asked of a photo of a street."""
    place = ProcedureDocument("photo", Text("Une photo"), Text("Elle aide."), picture=True)
    at_desk, alone = render("document", document=place), render("document", document=place, alone=True)
    assert (values(at_desk), values(alone)) == (["joined", ""], ["joined", ""])
    assert "Joindre une photo" in at_desk.all("label")[0]["text"] and "Sans photo" in alone.all("label")[1]["text"]
