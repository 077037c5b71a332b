"""The surveys' deliveries: one per year, with three CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import csv_resource, yearly_delivery
from orchestration.simulator.spread import Stream
from orchestration.simulator.surveys.answers import give
from orchestration.simulator.targets import YEARS, planned, read_table, years_later

_SYSTEM = "surveys"
_FOLDER = Path(__file__).parent
# Each year after the planned ones a few more answer, and they are a little more content.
_MORE_RESPONDENTS, _MORE_CONTENT = 3, 0.6
_MOST_CONTENT = 94.0


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed
        See ``orchestration.simulator.simulate``.
    scale
        Without effect: a survey has the respondents it has.
    """
    for year in years:
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
            "population": int(row[f"population_{planned(year)}"]),
            "utskick_datum": _sent(row, year),
        }
        for row in _table("surveys")
    ]


def _sent(row: dict[str, str], year: int) -> date:
    """Return when a survey is sent: in a later year 52 weeks after the year before, on the same day of the week."""
    sent = date.fromisoformat(row[f"sent_{planned(year)}"])
    return sent + timedelta(weeks=52 * years_later(year))


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
    planned_of = {
        row["respondentgrupp"]: int(row[f"respondents_{planned(year)}"])
        for row in _table("respondents")
        if row["survey"] == survey and row[f"respondents_{planned(year)}"] != "0"
    }
    (population,) = (
        int(row[f"population_{planned(year)}"])
        for row in _table("surveys")
        if row["survey"] == survey
    )
    # No more than all who were asked.
    most = (population - sum(planned_of.values())) // max(len(planned_of), 1)
    more = min(_MORE_RESPONDENTS * years_later(year), most)
    return [(group, respondents + more) for group, respondents in planned_of.items()]


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
    value = float(found[f"value_{planned(year)}"])
    return found["measure"], min(value + _MORE_CONTENT * years_later(year), _MOST_CONTENT)
