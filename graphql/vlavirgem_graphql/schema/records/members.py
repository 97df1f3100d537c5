"""Values out of a record's body, in SQL: each takes the member's jsonb and gives NULL where it is absent or null.

A body is as its kind's schema asks, which says that a moment is a text and no more: what cannot be read as one is as if
it were absent, since a cast that fails would fail a page of everybody's records.
"""

from __future__ import annotations

from vlavirgem.database.quoting import literal

_DAY = r"(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?"
_FIRST = "'0001-01-01 00:00:00+00'::timestamptz"
_LAST = "'9999-12-31 23:59:59.999999+00'::timestamptz"


def text_of(member: str) -> str:
    """A text (SQL's text)."""
    return f"({member}#>>'{{}}')"


def list_of(member: str) -> str:
    """A list, or anything else that is only looked for (jsonb)."""
    return f"nullif({member},'null'::jsonb)"


def number_of(member: str) -> str:
    """A number (numeric)."""
    return f"(case jsonb_typeof({member}) when 'number' then ({member})::numeric end)"


def truth_of(member: str) -> str:
    """Yes or no (boolean)."""
    return f"(case jsonb_typeof({member}) when 'boolean' then ({member})::boolean end)"


def day_of(member: str) -> str:
    """A day, as text of ten characters that sorts as days do."""
    said = text_of(member)
    return f'((case when {said} ~ {literal("^" + _DAY)} then left({said},10) end) collate "C")'


def moment_of(member: str) -> str:
    """A moment (timestamptz); a day begins at midnight UTC. 30 February is 1 March: that day cannot be cast.

    A zone can lead out of the years that programs and cursors can write (1 to 9999): then it is the end of those.
    """
    said = text_of(member)
    first_of_month = f"(left({said},8)||'01'||substr({said},11))::timestamptz"
    days = f"make_interval(days=>substr({said},9,2)::int-1)"
    moment = f"least(greatest({first_of_month}+{days},{_FIRST}),{_LAST})"
    return f"(case when {said} ~ {literal(f'^{_DAY}({_TIME})?$')} then {moment} end)"
