"""Every sentence that citizens may hear, in six languages, through espeak-ng: `python -m trials.speech`.

Ends with an error where a sentence has a fault; intelligibility is for people to judge.
"""

import sys

from trials.speech.heard import LANGUAGES, faults, of_citizens

MOST_SHOWN = 50


def main() -> None:
    found = 0
    for language in LANGUAGES:
        sentences = of_citizens(language)
        wrong = [(fault, sentence) for sentence in sentences for fault in faults(sentence, language)]
        print(f"{language}: {len(sentences)} sentences, {len(wrong)} faults")
        for fault, sentence in wrong[:MOST_SHOWN]:
            print(f"    {fault} | {sentence[:90]!r}")
        found += len(wrong)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
