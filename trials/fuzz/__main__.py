"""`python -m trials.fuzz [TARGET …] --seconds N`: strangers' bytes for every reader of them; does one break?

Coverage-guided (atheris, libFuzzer; Linux on x86-64): procedure files, images, PDFs, references, the wire, files
by hand, resume codes.
A finding is an exception that is not a refusal or a list of faults, a death, 5 s for one input, or 256 MB.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from trials.fuzz.targets import TARGETS, fuzz


def main() -> int:
    names = [target.name for target in TARGETS]
    options = argparse.ArgumentParser(prog="python -m trials.fuzz", description="Fuzz; end with a verdict.")
    options.add_argument("targets", nargs="*", metavar="TARGET", help=f"Of {', '.join(names)}; all by default.")
    options.add_argument("--seconds", type=int, default=600, help="For each target.")
    options.add_argument("--seed", type=int, default=1, help="Decides the mutations.")
    options.add_argument("--folder", type=Path, help="Where findings go; a temporary one by default.")
    asked = options.parse_args()
    if unknown := [name for name in asked.targets if name not in names]:
        options.error(f"no target {', '.join(unknown)}")
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-fuzz-"))
    good = True
    for target in TARGETS:
        if asked.targets and target.name not in asked.targets:
            continue
        if not target.is_there():
            print(f"{target.name}: left out, {target.needs} is not there")
            continue
        verdict = fuzz(target, asked.seconds, folder / target.name, asked.seed)
        good = good and verdict.is_good
        print("\n".join(verdict.lines()), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
