"""A secretary is told every mistake of a file in one pass, at its line, in words; and what changed since the last."""

import json
import re
from pathlib import Path

from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from kiosk.cli import main
from kiosk.clock import Clock
from kiosk.settings import Settings
from tests.catalogue.broken import EDITS, FILE, broken
from tests.catalogue.samples import SOUND, marked
from tests.commands.conftest import Command

CODE = re.compile(r"\b[a-z]+(-[a-z]+)+\b")


def fresh(text: str) -> str:
    """The text of a file that was written today."""
    return text.replace("source_date: 2024-03-03", f"source_date: {Clock().now().date()}")


def test_there_are_thirty_ways_and_the_file_itself_has_none(kiosk: Command, tmp_path: Path) -> None:
    assert len(EDITS) >= 30
    (tmp_path / "jardin.yaml").write_text(fresh(FILE), "utf-8")
    assert kiosk("procedures", "check", str(tmp_path)).output == "Aucune faute.\n"


def test_facts_that_nobody_looked_at_for_a_year_are_named_and_are_no_fault(kiosk: Command, tmp_path: Path) -> None:
    (tmp_path / "jardin.yaml").write_text(FILE + "changes_yearly: [cost]\n", "utf-8")
    result = kiosk("procedures", "check", str(tmp_path))
    assert result.exit_code == 0
    assert "ces faits changent avec l’année : cost." in result.output
    assert result.output.endswith("Aucune faute.\n")


def test_whoever_checks_sees_each_fact_with_its_source_and_how_many_nobody_verified(
    kiosk: Command, tmp_path: Path
) -> None:
    sourced = "cost: {text: Gratuit, source: Délibération du 12 mars, source_date: 2024-03-12, read_on: 2026-11-30}"
    (tmp_path / "parking.yaml").write_text(SOUND.replace("cost: Gratuit", sourced), "utf-8")
    lines = kiosk("procedures", "facts", str(tmp_path)).output.splitlines()
    assert "  cost: Texte du 12 mars 2024, pas encore vérifié par la mairie. Délibération du 12 mars" in lines
    assert "  delay: Pas encore vérifié par la mairie." in lines
    counted = r"Faits : 3\. Avec leur propre source : 1\..* récent : 0\. .* sans date : 1\. Non vérifiés : 2\."
    assert re.search(counted, lines[-1])
    schema = json.loads(kiosk("procedures", "facts", "--schema").output)
    shape = Draft202012Validator(schema, format_checker=FormatChecker())
    assert shape.is_valid({"source": "Délibération", "read_on": "2026-11-30"})
    assert not shape.is_valid({"source": 12})


def test_a_pictogram_that_is_missing_is_no_fault(kiosk: Command, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "parking.yaml").write_text(fresh(SOUND).replace("icon: truck", "icon: site-camion"), "utf-8")
    result = kiosk("procedures", "check", str(tmp_path))
    assert result.exit_code == 0 and "« camion.svg » ou « camion.png »" in result.output
    settings.paths.pictograms.mkdir(parents=True, exist_ok=True)
    (settings.paths.pictograms / "camion.svg").write_text('<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>', "utf-8")
    assert kiosk("procedures", "check", str(tmp_path)).output == "Aucune faute.\n"


def test_a_help_without_a_verb_is_told_at_its_line_with_a_hint_and_is_no_fault(kiosk: Command, tmp_path: Path) -> None:
    path = tmp_path / "parking.yaml"
    path.write_text(fresh(SOUND).replace("label: Rue }", "label: Rue, help: Tous les prénoms. }"), "utf-8")
    result = kiosk("procedures", "check", str(path))
    line = next(number for number, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "prénoms" in text)
    assert result.output.startswith(f"{path}:{line}:")
    assert "« Tous les prénoms. ». Écrivez une phrase entière." in result.output
    assert result.exit_code == 0 and result.output.endswith("Aucune faute.\n")


def test_every_fault_of_thirty_files_is_told_in_one_pass_at_its_line_in_words(kiosk: Command, tmp_path: Path) -> None:
    expected, codes = [], {}
    for number, name in enumerate(EDITS):
        text, faults = marked(fresh(broken(name)))
        file = tmp_path / f"{number:02}.yaml"
        file.write_text(text.replace("id: jardin\nversion", f"id: jardin-{number}\nversion"), "utf-8")
        expected += [f"{file}:{line}:" for line, _, _ in faults]
        codes[str(file)] = {code for _, _, code in faults}
    result = kiosk("procedures", "check", str(tmp_path))
    lines = [re.fullmatch(r"((.+?):\d+:)\d+: (.+)", line) for line in result.output.splitlines()]
    assert result.exit_code == 1 and all(lines)
    told = [line.groups() for line in lines if line and not line[3].startswith("Attention")]
    assert sorted(place for place, _, _ in told) == sorted(expected)
    for _, file_name, words in told:
        assert words[:1].isupper() or words.startswith("«"), words
        assert words.endswith((".", "?", "!")), words
        assert not [match[0] for match in CODE.finditer(words) if match[0] in codes[file_name]], words


def test_of_two_versions_it_says_what_changed(kiosk: Command, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(fresh(FILE), "utf-8")
    changed = fresh(FILE).replace("most: 200", "most: 300").replace("cost: 40 €", "cost: 45 €")
    changed = changed.replace("label: Grand }", "label: Très grand }")
    new.write_text(changed, "utf-8")
    result = kiosk("procedures", "check", str(old), str(new))
    assert result.exit_code == 0
    assert "jardin, de la version 3 à la version 3 :" in result.output
    assert "« cost » disait « 40 € par an », et dit maintenant « 45 € par an »." in result.output.replace("\u00a0", " ")
    assert "Ce que « Surface » accepte a changé." in result.output
    assert "Une réponse de « Taille » est dite autrement." in result.output
    assert "écrivez « version: 4 »" in result.output
    new.write_text(changed.replace("version: 3", "version: 4"), "utf-8")
    assert "écrivez" not in kiosk("procedures", "check", str(old), str(new)).output


def test_a_warning_is_told_and_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    paper = "documents:\n  - { id: proof, title: Preuve, why: Pour voir }\n"
    file.write_text(SOUND.replace("steps:", f"{paper}steps:", 1), "utf-8")
    result = CliRunner().invoke(main, ["procedures", "check", str(file)])
    assert result.exit_code == 0
    assert "a.yaml:21:11: Attention : Aucune question ne demande la pièce « proof »" in result.output
