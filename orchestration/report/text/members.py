"""Which member of a measure a text means: by its code, or by what the release calls it.

The tie-out reads the same names in SQL (``int_tie_out__names``): the parts of a member each by its name, with a slash
between them; statement lines, cost centres, goals, activities and indicators by theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from orchestration.report.release_data import MEMBER_LABELS, ReleaseData
from orchestration.report.text.readings import UnknownNameError

_WHOLE_MEMBERS = """
    select statement_line_id as code, label_sv as name from common.dim_statement_line
    union all select cost_centre, cost_centre_name_sv from common.dim_cost_centre
    union all select goal_id, label_sv from goals.mart_goals__goals
    union all select activity_id, activity_sv from goals.mart_goals__activities
    union all select indicator_id, label_sv from goals.mart_goals__indicators
"""


class Members:
    """The names of the members that a release's measures have."""

    def __init__(self, data: ReleaseData) -> None:
        self._data = data

    def code_of(self, said: str, members: Collection[str]) -> str:
        """Return the member of a measure that is meant; ``said`` itself if no member has that code or name.

        Raises
        ------
        UnknownNameError
            When several members have the name.
        """
        if said in members:
            return said
        found = sorted(member for member in members if said in self._names_of(member))
        if len(found) > 1:
            raise UnknownNameError(f"{said!r} may be any of {', '.join(found)}; write which")
        return found[0] if found else said

    def _names_of(self, member: str) -> set[str]:
        parts = [self._labels.get(part, {part}) for part in member.split("/")]
        names = {""}
        for options in parts:
            names = {f"{name}/{option}" for name in names for option in options}
        return {name[1:] for name in names} | self._whole.get(member, set())

    @cached_property
    def _labels(self) -> dict[str, set[str]]:
        return _by_code(self._data, f"select code, label_sv as name from ({MEMBER_LABELS})")

    @cached_property
    def _whole(self) -> dict[str, set[str]]:
        return _by_code(self._data, _WHOLE_MEMBERS)


def _by_code(data: ReleaseData, query: str) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for row in data.rows(f"select distinct * from ({query}) where name is not null"):
        names.setdefault(row.code, set()).add(row.name)
    return names
