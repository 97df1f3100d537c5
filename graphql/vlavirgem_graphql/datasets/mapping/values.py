"""A value of a document as the field of a kind holds it: dates, numbers and yes are written in many ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from vlavirgem_graphql.datasets.rdf.codes import listed_code
from vlavirgem_graphql.exchange.kinds import FieldType, KindField

_BELGIUM: Final = ZoneInfo("Europe/Brussels")
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?\Z")
_WHOLE: Final = re.compile(r"-?\d{1,3}(?:[. \u00a0]\d{3})+\Z|-?\d{1,15}\Z")
_DECIMAL: Final = re.compile(
    r"[+-]?(?:\d{1,3}(?:[. \u00a0]\d{3})+,\d+|\d{1,3}(?:[. \u00a0]\d{3}){2,}|\d{1,15}(?:[.,]\d{1,15})?)\Z"
)
_YES: Final = frozenset({"true", "1", "ja", "j", "yes", "y", "oui", "waar", "x"})
_NO: Final = frozenset({"false", "0", "nee", "neen", "n", "no", "non", "onwaar"})
_BETWEEN_MEMBERS: Final = re.compile(r"\s*[;|\n]\s*")


def members_of(value: Any) -> list[Any]:
    """The values of a field that may hold several: a list as it is, a text by its semicolons, bars or lines."""
    if isinstance(value, str):
        value = _BETWEEN_MEMBERS.split(value.strip())
    return [each for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]


def as_held(field: KindField, value: Any) -> Any:
    """The value in the form of the field; as it was where it cannot be put so, for the schema to refuse."""
    if field.type in {FieldType.TEXT, FieldType.CODE} and isinstance(value, int | float):
        return value if isinstance(value, bool) else str(value)
    if not isinstance(value, str):
        return value
    read = _READERS.get(field.type)
    held = read(field, value.strip()) if read else None
    return value if held is None else held


def _truth_of(_field: KindField, text: str) -> bool | None:
    word = text.lower()
    return True if word in _YES else False if word in _NO else None


def _whole_of(_field: KindField, text: str) -> int | None:
    return int(re.sub(r"[. \u00a0]", "", text)) if _WHOLE.match(text) else None


def decimal_of(text: str) -> float | None:
    """1.234,50 and 1234,5 as people write them here; 1.234 has a decimal point, as programs write it. None for none."""
    if not _DECIMAL.match(text):
        return None
    if "," in text or text.count(".") > 1:
        text = re.sub(r"[. \u00a0]", "", text).replace(",", ".")
    return float(text.replace(" ", "").replace("\u00a0", ""))


def day_of(text: str) -> str | None:
    """A day (ISO 8601) from one written so, with or without a time, or as people write it here (31/12/2026)."""
    try:
        return (_written(text) or datetime.fromisoformat(text)).date().isoformat()
    except ValueError:
        return None


def moment_of(text: str) -> str | None:
    """A moment with its time zone: that of Belgium where none was written. None for what is no moment."""
    try:
        moment = _written(text) or datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if moment.tzinfo and not _written(text) else moment.replace(tzinfo=_BELGIUM).isoformat()


def _written(text: str) -> datetime | None:
    """A day as people write it; raises ValueError for one that there is not, as 31/2/2026."""
    found = _DAY.match(text)
    if not found:
        return None
    day, month, year, clock = found.groups()
    on = date(int(year), int(month), int(day))
    return datetime.fromisoformat(f"{on.isoformat()}T{(clock or '00:00').zfill(5)}")


_READERS: Final[dict[FieldType, Callable[[KindField, str], Any]]] = {
    FieldType.BOOLEAN: _truth_of,
    FieldType.INTEGER: _whole_of,
    FieldType.DECIMAL: lambda _field, text: decimal_of(text),
    FieldType.CODE: lambda field, text: listed_code(field, text) or None,
}
