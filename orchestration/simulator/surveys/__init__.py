"""The surveys' extracts: surveys, questions and answers, year by year.

``targets.csv`` says which share or mean each question's answers come to and where the report prints
it; ``surveys.csv``, ``respondents.csv`` and ``questions.csv`` say who is asked what. ``answers``
makes the answers.
"""

from orchestration.simulator.surveys.deliveries import deliveries

__all__ = ["deliveries"]
