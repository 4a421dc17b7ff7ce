"""Answers all exercises of the course, without ws101.

`python3 answers FOLDER-OF-RECORDINGS` prints JSON, the answers by the exercises' ids. An answer is the text that a learner
types, or {"option": words of the right option}, or {"order": words of each thing, in order}.
"""

import functools
import importlib
import json
import pathlib
import sys

from course import ANSWERS
from websocket import Capture


def main(folder):
    for file in sorted((pathlib.Path(__file__).parent / "lessons").glob("*.py")):
        importlib.import_module("lessons." + file.stem)
    recording = functools.cache(lambda name: Capture(f"{folder}/{name}.pcapng"))
    answers = {}
    for exercise, (names, function) in ANSWERS.items():
        try:
            found = function(*map(recording, names))
        except Exception as problem:
            # It fails where it is judged, beside all the others.
            found = f"no answer: {problem!r}"
        if isinstance(found, bytes):
            found = found.hex(" ")
        answers[exercise] = found if isinstance(found, dict) else str(found)
    json.dump(answers, sys.stdout, indent=1)


main(sys.argv[1])
