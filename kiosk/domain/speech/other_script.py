"""Words of another script than the language's: said by their sounds in the language's own letters."""

import re
import unicodedata
from functools import cache

from kiosk.domain.speech.lexicon import Lexicon

_NASAL = r"(?=$|s$|ts?$|[bcdfgjklpqrstvxz])"
_SOFT = "[eiyéèêëîï]"
_VOWEL = "aeiouyàâéèêëîïôöùûüœ"
_RULES: tuple[tuple[str, str], ...] = (
    (r"^(?:et|est)$", "e"),
    (r"^([ldmcs])es$", r"\1e"),
    (r"^pacs$", "paks"),
    (r"^([lmvbpg])ail$", r"\1aj"),
    (r"eaux?|aux?(?=$)|au|ô", "o"),
    (r"oin", "wẽ"),
    (r"o[iîy]", "wa"),
    (r"ouill", "uj"),
    (r"o[uùû]", "u"),
    (r"euil|ueil", "øj"),
    (r"œu|oeu|eu|œ|ö", "ø"),
    (r"aill|ail$", "aj"),
    (r"eill|eil$", "ej"),
    (r"(?<=^[vm])ille|(?<=qu)ille", "il"),
    (r"ill", "ij"),
    (r"(?<=s)tion", "tjõ"),
    (r"tion", "sjõ"),
    (rf"ien{_NASAL}", "jẽ"),
    (rf"(?:ain|aim|ein|in|im|yn|ym|un|um){_NASAL}", "ẽ"),
    (rf"(?:an|am|en|em){_NASAL}", "ã"),
    (rf"(?:on|om){_NASAL}", "õ"),
    (r"a[iîy](?!j)|ei|[éèêë]", "e"),
    (r"(?<=..)er$|ez$", "e"),
    (r"(?<=.)ets?$", "e"),
    (r"ie(?=s?$)", "i"),
    (r"(?<=..)es?$", ""),
    (r"sch|ch(?![rnlt])", "ʃ"),
    (r"ch", "k"),
    (r"gn", "ɲ"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"qu|q", "k"),
    (rf"gu(?={_SOFT})", "g"),
    (r"ge(?=[aou])", "ʒ"),
    (rf"g(?={_SOFT})|j", "ʒ"),
    (rf"cc(?={_SOFT})", "ks"),
    (rf"sc(?={_SOFT})|ç|c(?={_SOFT})", "s"),
    (r"cc|ck|c|k", "k"),
    (r"ss", "s"),
    (rf"(?<=[{_VOWEL}])s(?=[{_VOWEL}])", "z"),
    (r"(?<=.)(?:[tdps]s|[stdxzp])$", ""),
    (r"x", "ks"),
    (r"h", ""),
    (r"([lnmtrpbdf])\1", r"\1"),
    (rf"[iy](?=[{_VOWEL}ãõẽø])", "j"),
    (r"[yîï]", "i"),
    (r"[uûüù]", "y"),
    (r"[àâ]", "a"),
)
"""Letters to sounds: at each place of a word, the first rule that fits; a letter without one is its own sound."""
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in _RULES)
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
_CYRILLIC_WORD = re.compile("[А-Яа-яҐґЄєІіЇї]+")
_ELISION = re.compile(r"(?<![A-Za-zÀ-ÿ])([ldnsmtcjLDNSMTCJ]|qu|Qu)[’'](?=[A-Za-zÀ-ÿ])")
_CYRILLIC = dict(zip("абвгґдежзийклмнопрстуфє", [*"abvhgdejzyiklmnoprst", "ou", "f", "ié"], strict=True)) | {
    "і": "i", "ї": "i", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "ь": "", "ю": "iou", "я": "ia",
}  # fmt: skip
"""Ukrainian letters as French spells their sounds."""


def in_script(word: str, lexicon: Lexicon) -> str:
    """A French word in the letters of a language of another script, by its sounds; "" if it has none."""
    heard, letters = sounds_of(word), lexicon.rows("sound")
    said = [letters.get(sound, sound) for sound in heard]
    return "".join([lexicon.rows("first-sound").get(heard[0], said[0]), *said[1:]]) if heard else ""


@cache
def sounds_of(word: str) -> str:
    """A French word without hyphen or apostrophe, one sign a sound: « séjour » is `seʒur`."""
    small, heard, place = word.lower(), "", 0
    while place < len(small):
        for pattern, sound in _COMPILED:
            if found := pattern.match(small, place):
                heard += found.expand(sound)
                place = found.end()
                break
        else:
            heard += small[place]
            place += 1
    return heard


def in_own_script(text: str, lexicon: Lexicon) -> str:
    """The text with words of the other script in the language's own letters.

    Arabic and Ukrainian take French words by their sounds, and single letters by their names; other languages take
    Ukrainian words by a transcription, and Arabic takes them by way of French. Arabic words stay as they are: without
    vowels there is nothing to transcribe.
    """
    if lexicon.rows("sound"):
        if lexicon.language == "ar":
            text = _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)
        text = re.sub(r"(?<![A-Za-z])([A-Za-z])(?=\d)", r"\1 ", text)
        joined = _ELISION.sub(lambda found: found[1], text)
        return _WORD.sub(lambda found: _said(found[0], lexicon), joined)
    return _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)


def _said(word: str, lexicon: Lexicon) -> str:
    letters = lexicon.rows("letter")
    if len(word) == 1:
        base = unicodedata.normalize("NFD", word.lower())[0]
        return letters.get(base) or in_script(word, lexicon)
    return in_script(unicodedata.normalize("NFC", word), lexicon) or " ".join(
        letters.get(sign, sign) for sign in word.lower()
    )


def _transcribed(word: str) -> str:
    said = "".join(_CYRILLIC.get(sign, "") for sign in word.lower())
    return said.capitalize() if word[:1].isupper() else said
