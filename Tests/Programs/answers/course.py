"""How answers are written down: one function for each exercise, which gives what a careful learner would type."""

ANSWERS = {}  # by the exercises' ids: (recordings, function)


def answer(exercise, *recordings):
    """The function answers `exercise` from these recordings; it is called with them as they were taken apart."""

    def register(function):
        assert exercise not in ANSWERS, exercise
        ANSWERS[exercise] = (recordings, function)
        return function

    return register


def fact(exercise, words):
    """The right option of `exercise` is a fact, whatever was recorded: the one that has these words in it."""
    answer(exercise)(lambda: {"option": words})


def typed(exercise, text):
    """The answer to `exercise` is the same for every recording."""
    answer(exercise)(lambda: text)


def choose(*options):
    """The one of the options, each some words of its text and whether it is so, that is right."""
    right = [words for words, is_right in options if is_right]
    assert len(right) == 1, options
    return {"option": right[0]}


def order(*things):
    """The things, each some words of its text and when it came, in their order."""
    assert len({time for _, time in things}) == len(things), things
    return {"order": [words for words, time in sorted(things, key=lambda thing: thing[1])]}


