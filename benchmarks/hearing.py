"""How well the ear hears, on real mail: each figure beside its goal and the best peer's.

python -m benchmarks.hearing [SECTION...] [--misses tuned|unseen] [--flufl PATH]

`--flufl` names the unpacked or packed sdist of flufl.bounce, whose own tests are a gold
set; without it that set is left out. The corpora lie beside the repository.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.hearing_bounce import bounces
from benchmarks.score import CORPORA, HALVES, Section

SECTIONS: dict[str, Section] = {"bounces": bounces}


def main(names: list[str], shown: str | None, flufl: Path | None) -> None:
    """Print the figures of the sections named, else of all, with the misses asked for."""
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}: nothing to hear")
        return
    for name in names or list(SECTIONS):
        for score in SECTIONS[name](flufl):
            print(score.line(), flush=True)
            for miss in score.misses[shown] if shown else ():
                print(f"    {miss}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("section", nargs="*", choices=[[], *SECTIONS])
    parser.add_argument("--misses", choices=HALVES)
    parser.add_argument("--flufl", type=Path)
    given = parser.parse_args()
    main(given.section, given.misses, given.flufl)
