"""What an examination found, in words and for another program."""

import json

from kiosk.domain.trail.finding import Finding
from kiosk.words.findings import describe_findings, list_finding_lines, report_findings
from kiosk.words.words import Words

WELL, TO_DO, TO_MEND = (
    Finding("store", True),
    Finding("backup", False, "no-backup"),
    Finding("space", False, "disk-full"),
)
UNKNOWN = Finding("printer", None, "no-answer-yet", "Accueil")


def test_a_line_says_the_state_and_what_mends_it() -> None:
    said = list_finding_lines(Words(), (WELL, UNKNOWN, TO_DO, TO_MEND))
    assert [line[0] for line in said[:-1]] == ["✓", "?", "○", " ", "✗", " "]
    assert said[0] == f"✓ {Words().code('doctor', 'store')} {Words().code('doctor', 'well')}" and "Accueil" in said[1]
    assert said[3].startswith("    → kiosk backup")
    assert list_finding_lines(Words("en"), (WELL,))[0].startswith("✓ ")


def test_a_figure_is_told_with_what_it_counts() -> None:
    said = list_finding_lines(Words(), (Finding("hub", True, "", "1002"), Finding("space", True, "", "12 MB")))
    assert said[:2] == [
        "✓ Système central\xa0: tout va bien. Dernier numéro reçu\xa0: 1002",
        "✓ Place sur le disque\xa0: tout va bien. Place libre\xa0: 12 MB",
    ]


def test_the_outcome_is_the_worst_of_them() -> None:
    outcomes = [
        describe_findings(Words(), findings)["outcome"] for findings in ((WELL,), (WELL, TO_DO), (TO_DO, TO_MEND))
    ]
    assert outcomes == ["well", "to-do", "to-mend"]


def test_a_command_ends_well_unless_something_is_to_mend() -> None:
    assert [report_findings(Words(), findings, False)[1] for findings in ((), (WELL, TO_DO), (TO_DO, TO_MEND))] == [
        0,
        0,
        1,
    ]
    assert report_findings(Words(), (WELL,), False)[0] == "\n".join(list_finding_lines(Words(), (WELL,)))
    assert json.loads(report_findings(Words(), (WELL,), True)[0]) == describe_findings(Words(), (WELL,))
