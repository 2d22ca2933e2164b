"""Vocalise every Arabic sentence that ships, for voices: `python -m scripts.vocalise`, with the extra `voices`.

Arabic is written without its short vowels, which a voice must guess. The diacritiser that piper-tts brings guesses them
by the words around; what it gives is kept (kiosk.words.vocalised), and the file's first line says that no person has
read it. Run this whenever an Arabic sentence was added or changed: a test tells which ones lack.
"""

import re
from collections.abc import Iterator

from babel.messages.pofile import read_po

from kiosk.words import languages
from kiosk.words.vocalised import FILE, HARAKAT, HOLE, LANGUAGE, make_sentence_key, split_sentences

"""Arabic words of a town hall that the diacritiser takes for others, though each can be told from the word alone.

`scripts/vocalise.py` puts them in the place of its guesses, unless the sentence itself has vowels there.
"""

STEMS = (
    "هَذَا", "مِلَفّ", "الْمِلَفّ", "الْمِلَفَّات", "السَّكَن", "سَكَن", "وَصْل", "الْوَصْل", "الشُّبَّاك", "شُبَّاك", "هُوِيَّة", "الْهُوِيَّة",
    "الْبِطَاقَة", "عَقْد", "الْعَقْد", "رَمْز", "الرَّقْم", "رَقْم", "شَخْص", "السَّنَة", "الْمَدْرَسِيّ", "الْقُرْص", "جِدًّا", "الشَّاشَة",
    "شَاشَة", "وَثِيقَة", "يُثْبِت", "تُثْبِت", "يَسْكُن", "تَسْكُن", "الْمَرْكَزِيّ", "الْوَرَق", "وَرَقَة", "الْمَصَالِح", "بِضْعَة", "زَوَاج",
    "السَّطْر", "الْمُسَاعَدَة", "الْأُسْرَة", "سُؤَال", "مَتَى", "تَبْقَى", "غَيْر", "عَمَل", "شَيْء", "سَمَّاعَة", "السَّمَّاعَة",
)  # fmt: skip
"""Words whose end bends: the guess keeps its ending."""
WHOLE = (
    "أَنْتُمْ", "كُنْتُمْ", "لَسْتُمْ", "لَدَيْكُمْ", "عَلَيْكُمْ", "لَكُمْ", "مَعَكُمْ", "بِكُمْ", "مِنْكُمْ",
    "يُمْكِنُكُمْ", "تُرِيدُونَ", "تَعْرِفُونَ", "تَسْكُنُونَ", "تُوَقِّعُونَ", "وَصْلُكُمْ", "مِيغَابَايْت",
)  # fmt: skip
"""Words that have one form."""
ASKED = (
    "اُكْتُبُوا", "اِخْتَارُوا", "أَعِيدُوا", "اِسْأَلُوا", "تَحَقَّقُوا", "اُطْلُبُوا", "اِذْهَبُوا", "اِحْتَفِظُوا",
    "اِتَّصِلُوا", "أَخْبِرُوا", "أَجِيبُوا", "خُذُوا", "ضَعُوا", "أَدْخِلُوا", "أَضِيفُوا", "اِضْغَطُوا",
    "اِلْمِسُوا", "اِنْتَظِرُوا", "اِفْتَحُوا", "اِقْرَؤُوا", "اُنْقُرُوا", "اِبْدَؤُوا", "اُتْرُكُوا", "رَاجِعُوا",
    "صَحِّحُوا", "حَدِّدُوا", "أَكْمِلُوا", "جَرِّبُوا", "حَاوِلُوا", "شَغِّلُوا", "أَزِيلُوا", "أَحْضِرُوا",
    "اُنْظُرُوا", "أَبْلِغُوا", "اِضْبِطُوا", "أَعْطُوا", "أَوْصِلُوا", "اِحْذِفُوا", "ثَبِّتُوا", "اِبْحَثُوا",
    "اُحْسُبُوا", "تَحَدَّثُوا", "أَرْسِلُوا", "غَيِّرُوا", "اُدْخُلُوا", "اِطْبَعُوا", "اُنْقُلُوا", "اِمْسَحُوا",
    "تَعَالَوْا", "سَجِّلُوا", "عُودُوا", "وَقِّعُوا", "قُولُوا", "اِفْعَلُوا", "مَرِّرُوا", "اِنْسَخُوا",
    "قَدِّمُوا", "اِلْتَقِطُوا", "أَوْقِفُوا", "أَلْصِقُوا", "صِلُوا", "أَرْفِقُوا", "قَارِنُوا", "أَنْشِئُوا",
    "سَلِّمُوا", "اِرْجِعُوا", "أَظْهِرُوا", "أَمْسِكُوا", "أَفْرِغُوا", "اِقْتَرِحُوا", "صَرِّحُوا", "حَرِّرُوا",
    "أَسْرِعُوا", "تَوَجَّهُوا", "صَوِّرُوا", "أَدِيرُوا", "اِسْتَعِيدُوا", "اِسْتَمِعُوا", "نَزِّلُوا", "اِحْفَظُوا",
    "اِمْنَحُوا", "حَدِّثُوا", "كَرِّرُوا", "زِيدُوا", "تَأَكَّدُوا", "جَهِّزُوا", "فَكِّرُوا", "تَابِعُوا",
    "اُرْبُطُوا", "صِفُوا", "أَطْفِئُوا", "اِحْكُوا", "نَادُوا", "اِصْنَعُوا", "تَهَجَّوْا", "اِبْقَوْا",
    "اِسْتَأْنِفُوا", "نَظِّفُوا", "اِجْمَعُوا", "اِلْجَؤُوا", "طَبِّقُوا", "اِطَّلِعُوا", "اِسْتَبْدِلُوا",
    "اِطْرَحُوا", "اِعْرِضُوا", "اِشْرَحُوا", "اِمْحُوا", "أَفْسِحُوا", "مَزِّقُوا", "اِسْتَرْجِعُوا", "بَلِّغُوا",
    "اُذْكُرُوا", "قَرِّبُوا", "أَخْرِجُوا", "اِسْمَحُوا", "اِنْتَبِهُوا", "اِعْرِفُوا", "تَجَنَّبُوا", "عَرِّفُوا",
    "اِعْتَبِرُوا", "بَدِّلُوا", "حَاذُوا", "اِسْتَعْمِلُوا", "أَبْقُوا", "اُشْطُبُوا", "أَطِيلُوا", "قَصِّرُوا",
    "أَغْلِقُوا", "دَوِّنُوا", "قِيسُوا", "عَدِّلُوا", "اِخْتَصِرُوا", "أَبْعِدُوا", "قَسِّمُوا", "اِسْحَبُوا",
    "اِبْتَعِدُوا", "أَنْهُوا", "قُومُوا", "اِشْتَرُوا",
)  # fmt: skip
"""What a page asks of its reader, in the plural; the guess takes it for what somebody did."""


_BARE_STEMS = {HARAKAT.sub("", stem): stem for stem in STEMS}
_WITH_PRONOUN = (f"{word[:-1]}{pronoun}" for word in ASKED for pronoun in ("هُ", "هَا"))
"""« Write it »: the alif of the plural gives way."""
_BARE_WHOLE = {HARAKAT.sub("", word): word for word in (*WHOLE, *ASKED, *_WITH_PRONOUN)}
_BUT_DOUBLED = re.compile("[\u064b-\u0650\u0652]")
"""Every sign but the doubling of a letter, which is written more often than the others."""
_LETTERS = re.compile("[\u0621-\u064a][\u0621-\u0652\u0670]*")
_STRAY = re.compile("(?<![\u0621-\u0652\u0670])[\u064b-\u0652]+")
"""Vowels that the diacritiser put where no letter is."""
_ENDING = re.compile("[\u064b-\u0650\u0652]+$")
HEAD = "# Not reviewed by a person: made by the diacritiser of piper-tts, by scripts/vocalise.py, for voices alone.\n"
_NAMED_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_MOST_HOLES = 6
_ARABIC = re.compile("[\u0621-\u064a]{2}")


def wanted() -> dict[str, str]:
    texts = (text for domain in languages.DOMAINS for text in _texts(domain))
    every = (sentence for text in texts for sentence in split_sentences(_NAMED_HOLE.sub(HOLE, text).replace("%%", "%")))
    return {
        make_sentence_key(sentence): sentence for sentence in every if _ARABIC.search(sentence) and _is_whole(sentence)
    }


def kept() -> dict[str, str]:
    path = languages.find_translations_folder() / FILE
    rows = path.read_text("utf-8").splitlines() if path.exists() else []
    return dict(row.split("\t", 1) for row in rows if row and not row.startswith("#"))


def main() -> None:
    """Write the file: sentences that have a form keep it, so that a run changes only what changed."""
    from piper.tashkeel import TashkeelDiacritizer  # the extra `voices`; its model takes a second to load

    diacritise = TashkeelDiacritizer()
    known, sought = kept(), wanted()
    guessed = {name: known.get(name) or _faithful(sentence, diacritise(sentence)) for name, sentence in sought.items()}
    forms = {name: settled(sought[name], _STRAY.sub("", form)) for name, form in guessed.items()}
    rows = "".join(f"{name}\t{form}\n" for name, form in sorted(forms.items()))
    (languages.find_translations_folder() / FILE).write_text(HEAD + rows, "utf-8")
    print(f"{len(forms)} sentences, {len(forms.keys() - known.keys())} of them new")


def settled(sentence: str, form: str) -> str:
    """The form with the words that are known (`STEMS`, `WHOLE`), where the sentence itself has no vowels."""
    written = iter(_LETTERS.findall(sentence))
    return _LETTERS.sub(lambda guess: _settled(next(written), guess[0]), form)


def _settled(written: str, guess: str) -> str:
    if whole := _find_whole(written):
        return whole
    if written[0] in "وف" and (rest := _find_whole(written[1:])):
        return f"{written[0]}َ" + re.sub("^ا[\u064f\u0650]", "ا", rest)
    stem = written.removeprefix("و") if written[1:] in _BARE_STEMS else written
    if stem not in _BARE_STEMS:
        return guess
    ending = _ENDING.search(guess)
    return f"{'وَ' * (stem != written)}{_BARE_STEMS[stem]}{ending[0] if ending else ''}"


def _find_whole(written: str) -> str:
    """The form of a word that has one; "" where it has none, or where the sentence itself has other vowels."""
    whole = _BARE_WHOLE.get(HARAKAT.sub("", written), "")
    return whole if not HARAKAT.search(written) or _BUT_DOUBLED.sub("", whole) == written else ""


def _is_whole(sentence: str) -> bool:
    """Whether its braces are holes only, and few: an example of a procedure file is never said."""
    return sentence.count(HOLE) <= _MOST_HOLES and not re.search(r"[{}]", sentence.replace(HOLE, ""))


def _faithful(sentence: str, form: str) -> str:
    """The form, unless it lost or changed a letter: then the sentence as it is written."""
    return form if HARAKAT.sub("", form) == HARAKAT.sub("", sentence) else sentence


def _texts(domain: str) -> Iterator[str]:
    with (languages.find_translations_folder() / LANGUAGE / "LC_MESSAGES" / f"{domain}.po").open("rb") as source:
        for message in read_po(source):
            if message.id:
                yield from [message.string] if isinstance(message.string, str) else message.string or ()


if __name__ == "__main__":
    main()
