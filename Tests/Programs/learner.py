"""Takes lessons at a terminal, as a learner would: learner.py WS101 PLAN

PLAN is JSON: the lessons with their answers, and the sizes of the terminal. Prints a line for each thing that is wrong.
"""

import concurrent.futures
import json
import os
import re
import sys
import tempfile

from terminal import ESCAPES, Terminal, height, text

HOSTILE = [
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"\xff\xfe\x80 \xc3(",
    b"\x00zz\x00",
    b"x" * 10240,
    b"\x16\x1b[2J",
    "\u202egnp\u200b\u009b31m".encode(),
    # A paste of several lines, marked as such or not: one answer, whatever stands in it.
    b"\x1b[200~one\r\ntwo\x1b[31m\nthree\x1b[201~",
    b"one\rtwo\rthree",
    b"e \x16\x1b[31m",
    b"l \x1b[999C9",
    b"\x01\x05\x17\x0b\x15\x19\x0c",
    "= \U0001f600 e\u0301".encode(),
]
EXERCISE = re.compile(r"^Exercise (\d+) of (\d+)", re.MULTILINE)
AGAIN = re.compile(r"^(.+), exercise (\d+), once more", re.MULTILINE)


class Learner:
    def __init__(self, program, arguments, size, home, environment=None):
        self.columns, rows = size
        self.problems = []
        self.what = " ".join(arguments + [f"{self.columns}x{rows}"])
        # The background is said, so that nobody asks this terminal for it: it does not answer.
        variables = {"PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm-256color", "WS101_THEME": "dark"}
        variables.update(environment or {})
        self.terminal = Terminal([program, "learn", *arguments], rows, self.columns, variables)
        self.exercise = None
        self.again = None
        self.see(self.terminal.read())

    def fail(self, problem):
        self.problems.append(f"{self.what}: {problem}")

    def see(self, seen):
        self.text = text(seen)
        rows = height(seen, self.terminal.columns)
        if rows > self.terminal.rows:
            self.fail(f"{rows} rows at once: {self.text[:200]!r}")
        left = ESCAPES.sub(b"", seen)
        for byte in set(left) & set(range(32)) - set(b"\r\n\t\b\x07"):
            self.fail(f"byte {byte:#04x} reached the terminal: {left[:200]!r}")
        if any(0x80 <= ord(c) < 0xA0 or c in "\u202e\u200b" for c in self.text):
            self.fail(f"a control character reached the terminal: {self.text[:200]!r}")
        for found in EXERCISE.finditer(self.text):
            self.exercise, self.again = int(found[1]), None
        for found in AGAIN.finditer(self.text):
            self.again = (found[1], int(found[2]))

    def type(self, line):
        # What was typed is the learner's own.
        self.see(self.terminal.enter(line).partition(b"\n")[2])

    @property
    def keys(self):
        """What the line above the prompt says."""
        return self.text.rstrip("> \n").rsplit("\n\n", 1)[-1]

    @property
    def asks(self):
        return not self.terminal.ended and ("h: hint" in self.keys or "h hint" in self.keys)

    @property
    def is_at_end(self):
        return not self.terminal.ended and re.search("next lesson|enter:? end", self.keys) is not None

    def read_on(self):
        """Enter, until something is asked or the lesson ends."""
        for _ in range(200):
            if self.asks or self.is_at_end or self.terminal.ended:
                return
            self.type("")
        self.fail(f"200 times enter, and no end: {self.text[-300:]!r}")


def take(program, lesson, size, arguments=(), environment=None):
    """A lesson from start to end, each exercise answered badly in every way before it is answered rightly."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [*arguments, lesson["name"]], size, home, environment)
        hostile = 0
        for number, answers in enumerate(lesson["exercises"], 1):
            learner.read_on()
            if not learner.asks or learner.exercise != number:
                learner.fail(f"exercise {number} is not asked: {learner.text[-300:]!r}")
                break
            # All of them at one size of the terminal, some at each other.
            for _ in range(3 if size == (80, 24) else 1):
                learner.type(HOSTILE[hostile % len(HOSTILE)])
                hostile += 1
                learner.read_on()
            learner.type("")
            learner.type("?")
            learner.read_on()
            learner.type("e")
            learner.read_on()
            if answers.get("wrong") is not None and not answers["isPrediction"]:
                learner.type(answers["wrong"])
                learner.read_on()
            if learner.exercise != number:
                learner.fail(f"a wrong answer to exercise {number} went on: {learner.text[-300:]!r}")
            learner.type("h")
            learner.read_on()
            learner.type("hint")
            learner.type(answers["right"])
            said = learner.text
            # In a sentence, or where there is no room for it, only the end tells.
            is_told = "--plain" not in arguments and not answers["isPrediction"]
            if "Type the letter" in said or is_told and "✓" not in said:
                learner.fail(f"exercise {number}, {answers['right']!r} is not right: {said[:300]!r}")
        learner.read_on()
        count = len(lesson["exercises"])
        if not learner.is_at_end or f"{count} of {count} done" not in " ".join(learner.text.split()):
            learner.fail(f"the lesson doesn't end: {learner.text[-400:]!r}")
        learner.type("quit")
        shown = ESCAPES.sub(b"", learner.terminal.raw)
        if "--plain" in arguments and any(byte >= 0x80 for byte in shown.partition(b"Exercise 1 of")[0]):
            learner.fail("more than ASCII")
        if learner.terminal.raw.count(b"\x1b[38") and (arguments or environment):
            learner.fail("colours")
        if learner.terminal.wait() != 0 or not learner.terminal.is_cooked:
            learner.fail("it doesn't leave in good order")
        check(learner, home, lesson)
        return learner.problems


def check(learner, home, lesson, upto=None):
    """Whether the progress file has every answer."""
    with open(os.path.join(home, ".local/state/ws101/progress.json")) as file:
        answers = json.load(file)["answers"]
    for answer in lesson["exercises"][:upto]:
        if not answers.get(answer["id"], {}).get("tries"):
            learner.fail(f"{answer['id']} was answered, and is not saved")


def take_all(program, plan, size):
    """All lessons in a row, killed after every third answer."""
    problems = []
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [], size, home)
        answered = 0
        for lesson in plan["lessons"]:
            for number, answers in enumerate(lesson["exercises"], 1):
                learner.read_on()
                if learner.again:
                    label, place = learner.again
                    learner.type(plan["again"][f"{label}, {place}"])
                    if "✓" not in learner.text:
                        learner.fail(f"{label}, {place} is not right over the second recording: {learner.text[:300]!r}")
                    learner.read_on()
                if learner.exercise != number:
                    learner.fail(f"exercise {number} is not asked: {learner.text[-300:]!r}")
                    return problems + learner.problems
                learner.type(answers["right"])
                answered += 1
                if answered % 3 == 0:
                    learner.terminal.kill()
                    check(learner, home, lesson, number)
                    problems += learner.problems
                    learner = Learner(program, [], size, home)
                    if number > 1 and "Continuing where you left off" not in learner.text:
                        learner.fail(f"after exercise {number} it doesn't go on: {learner.text[:300]!r}")
            learner.read_on()
            if not learner.is_at_end:
                learner.fail(f"lesson {lesson['name']} doesn't end: {learner.text[-300:]!r}")
            learner.exercise = None
            learner.type("")
        learner.type("q")
        learner.terminal.wait()
        return problems + learner.problems


def leave(program, lesson, key):
    """Ctrl-C or Ctrl-D in the middle of a line."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [lesson["name"]], (80, 24), home)
        learner.read_on()
        learner.type(lesson["exercises"][0]["right"])
        learner.terminal.type(b"half a line\x01" if key == b"\x03" else b"")
        learner.terminal.type(key)
        seen = learner.terminal.read()
        learner.see(seen)
        if not learner.terminal.ended or "Saved" not in learner.text:
            learner.fail(f"{key!r} doesn't leave: {learner.text!r}")
        if learner.terminal.wait() != 0:
            learner.fail(f"{key!r} ends with another status than 0")
        check(learner, home, lesson, 1)
        return learner.problems


def resize(program, lesson):
    """The terminal becomes narrow and low in the middle of a lesson, and wide again."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [lesson["name"]], (80, 24), home)
        for size in [(24, 40), (12, 40), (50, 200), (24, 80)]:
            learner.terminal.resize(*size)
            for line in ["", "?", "", "e first frame", "", ""]:
                learner.type(line)
        learner.type("q")
        learner.terminal.wait()
        return learner.problems


def edit(program, lesson):
    """Keys of the line editor: the line that arrives is the edited one."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [lesson["name"]], (80, 24), home)
        # Each spells `list`: cursor keys, Ctrl-A, Ctrl-E, Ctrl-W, history.
        for line in [b"lst\x1b[D\x1b[Di", b"ist\x01l", b"t\x01lis\x05\x7ft", b"list word\x17\x7f", b"\x1b[A", b"x\x1b[A"]:
            learner.type(line)
            if "done" not in learner.text:
                learner.fail(f"{line!r} is no `list`: {learner.text!r}")
            learner.read_on()
        learner.type("q")
        learner.terminal.wait()
        return learner.problems


def plain(program, lesson, environment, arguments):
    """Without colours no escape sequence is shown but the editor's."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, [*arguments, lesson["name"]], (80, 24), home, environment)
        learner.read_on()
        learner.type(lesson["exercises"][0]["right"])
        if b"\x1b[38" in learner.terminal.raw or b"\x1b[1m" in learner.terminal.raw:
            learner.fail("colours")
        learner.type("q")
        learner.terminal.wait()
        return learner.problems


def practise(program, practice, size):
    """Practice from its first level to its last: hostile answers, a hint, and the right one."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(program, ["--practice", "--seed", str(practice["seed"])], size, home)
        for number, answer in enumerate(practice["answers"], 1):
            learner.read_on()
            if number % 5 == 0:
                for line in [HOSTILE[number % len(HOSTILE)], "", "?", "e", "h", "e frame 1", "f", "r"]:
                    learner.type(line)
                    learner.read_on()
            # An answer may look like a key.
            learner.type("=" + answer)
            if "✓" not in learner.text:
                learner.fail(f"question {number}, {answer!r} is not right: {learner.text[:300]!r}")
                break
        learner.terminal.type(b"\x04")
        learner.see(learner.terminal.read())
        if not learner.terminal.ended or learner.terminal.wait() != 0 or "The same questions again" not in " ".join(learner.text.split()):
            learner.fail(f"it doesn't leave in good order: {learner.text!r}")
        if os.path.exists(os.path.join(home, ".local/state/ws101/progress.json")):
            learner.fail("practice was saved as progress")
        return learner.problems


def main():
    program = sys.argv[1]
    with open(sys.argv[2]) as file:
        plan = json.load(file)
    first = plan["lessons"][0]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        runs = [pool.submit(take_all, program, plan, (80, 24))]
        for size in plan["sizes"]:
            runs += [pool.submit(take, program, lesson, tuple(size)) for lesson in plan["lessons"]]
        runs += [pool.submit(practise, program, plan["practice"], tuple(size)) for size in plan["sizes"]]
        for size in plan["sizes"]:
            runs.append(pool.submit(take, program, plan["lessons"][4], tuple(size), ["--plain"]))
            runs.append(pool.submit(take, program, plan["lessons"][4], tuple(size), [], {"NO_COLOR": "1"}))
        runs += [pool.submit(leave, program, first, key) for key in (b"\x03", b"\x04", b"\x1b[200~half a paste\x03")]
        runs += [pool.submit(resize, program, first), pool.submit(edit, program, first)]
        runs.append(pool.submit(plain, program, first, {"NO_COLOR": "1"}, []))
        runs.append(pool.submit(plain, program, first, {"TERM": "dumb"}, []))
        problems = [problem for run in runs for problem in run.result()]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
