"""How sure a reading is: the steps from what is told plainly to what nobody can tell."""

from __future__ import annotations

SURE = 0.9
LIKELY = 0.75
MIXED = 0.65  # two meanings, of which one decides
HINTED = 0.6
SURE_ENOUGH = 0.6  # below it a person decides, and the meaning is a guess
DOUBTED = 0.5
UNSURE = 0.3
