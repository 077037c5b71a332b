"""The surveys' deliveries: one a year, three CSV files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import csv_resource, yearly_delivery
from orchestration.simulator.spread import Stream
from orchestration.simulator.surveys.answers import give
from orchestration.simulator.targets import YEARS, read_table

_SYSTEM = "surveys"
_FOLDER = Path(__file__).parent


def deliveries(*, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of both years, oldest first.

    Parameters
    ----------
    seed
        See ``orchestration.simulator.simulate``.
    scale
        Without effect: a survey has the respondents it has.
    """
    for year in YEARS:
        resources = [
            csv_resource(_SYSTEM, entity, f"{entity}_{year}.csv", rows)
            for entity, rows in (
                ("surveys", _surveys(year)),
                ("questions", _questions(year)),
                ("answers", _answers(year, seed)),
            )
        ]
        yield yearly_delivery(_SYSTEM, year, "Undersökningar", resources)


@cache
def _table(name: str) -> list[dict[str, str]]:
    return read_table(_FOLDER, name)


def _surveys(year: int) -> list[dict[str, Any]]:
    return [
        {
            "undersokning_id": f"{row['survey']}-{year}",
            "ar": year,
            "omrade": row["omrade"],
            "malgrupp": row["malgrupp"],
            "population": int(row[f"population_{year}"]),
            "utskick_datum": date.fromisoformat(row[f"sent_{year}"]),
        }
        for row in _table("surveys")
    ]


def _questions(year: int) -> list[dict[str, Any]]:
    return [
        {
            "undersokning_id": f"{row['survey']}-{year}",
            "fraga": row["fraga"],
            "fragetext": row["fragetext"],
            "skala_max": int(row["skala_max"]),
            "delindex": row["delindex"],
        }
        for row in _table("questions")
    ]


def _answers(year: int, seed: int) -> list[dict[str, Any]]:
    """Return a year's answers, a respondent's together, by survey."""
    rows = []
    for survey in [row["survey"] for row in _table("surveys")]:
        questions = [row for row in _table("questions") if row["survey"] == survey]
        respondent = 0
        for group, respondents in _groups(survey, year):
            moods = Stream(seed, _SYSTEM, year, survey, group).uniform(respondents)
            given = [
                give(
                    Stream(seed, _SYSTEM, year, survey, group, question["fraga"]),
                    moods,
                    *_target(survey, question["fraga"], group, year),
                    int(question["skala_max"]),
                    int(question["no_opinion_pct"]),
                )
                for question in questions
            ]
            for index in range(respondents):
                respondent += 1
                rows.extend(
                    {
                        "undersokning_id": f"{survey}-{year}",
                        "respondent_id": f"R{respondent:05}",
                        "respondentgrupp": group,
                        "fraga": question["fraga"],
                        "svar": int(answers[index]) or None,
                    }
                    for question, answers in zip(questions, given, strict=True)
                )
    return rows


def _groups(survey: str, year: int) -> list[tuple[str, int]]:
    """Return the groups of a survey that answered in a year, and how many of each did."""
    return [
        (row["respondentgrupp"], int(row[f"respondents_{year}"]))
        for row in _table("respondents")
        if row["survey"] == survey and row[f"respondents_{year}"] != "0"
    ]


def _target(survey: str, question: str, group: str, year: int) -> tuple[str, float]:
    """Return the measure and value that a group's answers to a question come to.

    A target without a group holds for every group of the survey.
    """
    (found,) = (
        row
        for row in _table("targets")
        if (row["survey"], row["fraga"]) == (survey, question)
        and row["respondentgrupp"] in ("", group)
    )
    return found["measure"], float(found[f"value_{year}"])
