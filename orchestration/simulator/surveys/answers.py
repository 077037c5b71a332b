"""Answers: how many of each value a question gets, so that its share or mean comes out, and who gives which.

Counts are exact. A respondent who is content with one thing tends to be content with the next, as people are.
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.spread import Floats, Ints, Stream, split

# How answers divide on a scale to 5 below and above the line that a satisfied one lies above.
_UNSATISFIED = (12, 28, 60)
_SATISFIED = (55, 45)
# Answers of a discontent and a content audience; a mean between theirs is a mix of the two.
_MIXES = {
    5: ((10, 20, 30, 28, 12), (1, 1, 5, 33, 60)),
    10: ((8, 9, 13, 15, 18, 14, 10, 7, 4, 2), (0, 1, 1, 2, 4, 8, 16, 28, 24, 16)),
}
_OWN_MIND = 0.8  # how much an answer depends on the question, relative to the respondent


def counts(measure: str, target: float, scale_max: int, answered: int) -> list[int]:
    """Return how many give each answer, 1 to ``scale_max``.

    Parameters
    ----------
    measure
        ``satisfied_pct``, the share of 4 and 5 on a scale to 5; or ``index``, the mean moved from
        the scale to 0 to 100.
    target
        The measure's value; the counts come as near to it as whole answers can.
    """
    if measure == "satisfied_pct":
        satisfied = round(answered * target / 100)
        return [*split(answered - satisfied, _UNSATISFIED), *split(satisfied, _SATISFIED)]
    low, high = (np.array(mix, dtype=np.float64) / sum(mix) for mix in _MIXES[scale_max])
    scale = np.arange(scale_max) * (100 / (scale_max - 1))
    content = (target - scale @ low) / (scale @ high - scale @ low)
    if not 0 <= content <= 1:
        raise ValueError(f"No mix of answers on a scale to {scale_max} has the index {target}.")
    return split(answered, (low + content * (high - low)).tolist())


def give(
    stream: Stream, moods: Floats, measure: str, target: float, scale_max: int, no_opinion_pct: int
) -> Ints:
    """Return each respondent's answer to a question; 0 means no opinion.

    Parameters
    ----------
    moods
        How content each respondent is by nature, in [0, 1); the same for all questions of a survey.
    measure, target, scale_max
        See ``counts``.
    no_opinion_pct
        The share of respondents that give no answer.
    """
    respondents = len(moods)
    silent = np.argsort(stream.uniform(respondents), kind="stable")
    silent = silent[: round(respondents * no_opinion_pct / 100)]
    keys = moods + _OWN_MIND * stream.uniform(respondents)
    keys[silent] = -1  # the lowest, so that the values go to the others in the order of their keys
    values = np.repeat(
        np.arange(scale_max + 1),
        [len(silent), *counts(measure, target, scale_max, respondents - len(silent))],
    )
    answers = np.empty(respondents, dtype=np.int64)
    answers[np.argsort(keys, kind="stable")] = values
    return answers
