"""The commands about templates, as an operator types them."""

import json
from pathlib import Path

from tests.hub.test_commands import run


def test_templates_go_from_one_hub_to_another(tmp_path: Path) -> None:
    data, file = tmp_path / "hub", tmp_path / "modeles.json"
    code, said = run(data, "templates", "export", str(file))
    assert code == 0 and str(file) in said
    content = json.loads(file.read_text("utf-8"))
    assert content["templates"][0]["id"].startswith("shipped-")
    content["templates"][0]["words"]["fr"] += "\nÀ bientôt."
    file.write_text(json.dumps(content), "utf-8")
    assert run(data, "templates", "import", str(file)) == (0, "1\n")
    assert run(data, "templates", "import", str(file)) == (0, "0\n")
    content["templates"][0]["words"]["fr"] += " {numero}"
    file.write_text(json.dumps(content), "utf-8")
    code, said = run(data, "templates", "import", str(file))
    assert code == 1 and "{numero} → {numéro}" in said
