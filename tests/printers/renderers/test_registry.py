"""Every renderer is in the tuple and says what it is."""

from pathlib import Path

from printers import profiles, renderers
from printers.fonts import Fonts
from printers.renderers import RENDERERS


def test_every_module_of_the_folder_is_in_the_tuple() -> None:
    modules = {path.stem for path in Path(renderers.__file__).parent.glob("*.py")} - {"__init__"}
    assert {type(renderer).__module__.rpartition(".")[2] for renderer in RENDERERS} == modules


def test_every_renderer_describes_itself(fonts: Fonts, tmp_path: Path) -> None:
    assert len({renderer.kind for renderer in RENDERERS}) == len(RENDERERS)
    for renderer in RENDERERS:
        assert renderer.label and "/" in renderer.media_type
        assert renderer.profile == profiles.UNKNOWN and (renderer.sheet is None or renderer.sheet.width_mm > 0)
        assert bool(renderer.dots) == bool(renderer.flush()), "what has a print head can be cut off half-way"
        assert renderer.on_screen().media_type.startswith(("application/pdf", "text/plain"))
        assert renderer.for_profile("default") == renderer
        assert renderer.for_profile("TM-T20II").kind == renderer.kind
        assert renderer.is_usable(fonts) and renderer.what_is_wrong(fonts) is None
        assert renderer.is_usable(Fonts(tmp_path)) == (renderer.what_is_wrong(Fonts(tmp_path)) is None)
