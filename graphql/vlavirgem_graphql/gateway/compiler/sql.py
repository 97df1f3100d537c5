"""JSON text that PostgreSQL writes.

JSON is put together as text: ``concat`` of literals and values costs PostgreSQL less than ``json_build_object`` (100
rows: 2.9 against 3.5 ms). So a piece of JSON is kept here as its literal parts and its expressions, and neighbouring
literals become one. An expression in it must never be SQL's NULL: ``concat`` would leave it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from vlavirgem.database.quoting import literal

# PostgreSQL takes at most 100 arguments for a function.
_MOST_ARGUMENTS = 90


@dataclass(frozen=True)
class Expression:
    """SQL that yields JSON, or a text which is part of one; never NULL."""

    sql: str


@dataclass(frozen=True)
class Json:
    """JSON text that is partly known when the statement is written."""

    parts: tuple[str | Expression, ...]

    @classmethod
    def of(cls, sql: str) -> Json:
        """JSON that an SQL expression yields."""
        return cls((Expression(sql),))

    @classmethod
    def join(cls, *pieces: Json | str) -> Json:
        """Put pieces behind each other; a ``str`` is literal JSON text."""
        parts: list[str | Expression] = []
        for piece in pieces:
            for part in (piece,) if isinstance(piece, str) else piece.parts:
                if isinstance(part, str) and parts and isinstance(parts[-1], str):
                    parts[-1] += part
                else:
                    parts.append(part)
        return cls(tuple(parts))

    @property
    def around(self) -> tuple[str, Json, str]:
        """The literal text before the first expression, what is left, and the literal text behind the last.

        ``concat`` copies a long text three times: of who may put the ends on it elsewhere, it need not be asked.
        """
        begin, end = 0, len(self.parts)
        before = after = ""
        if end > 1 and isinstance(first := self.parts[0], str):
            before, begin = first, 1
        if end - begin > 1 and isinstance(last := self.parts[-1], str):
            after, end = last, end - 1
        return before, Json(self.parts[begin:end]), after

    @property
    def sql(self) -> str:
        """The SQL expression that yields this text."""
        written = [literal(part) if isinstance(part, str) else part.sql for part in self.parts]
        while len(written) > 1:
            groups = [written[at : at + _MOST_ARGUMENTS] for at in range(0, len(written), _MOST_ARGUMENTS)]
            written = [f"concat({','.join(group)})" for group in groups]
        return written[0] if written else "''"


NULL = Json(("null",))


def json_object(members: Iterable[tuple[str, Json]]) -> Json:
    """A JSON object. The keys are GraphQL names, which need no escaping."""
    pieces: list[Json | str] = ["{"]
    for place, (key, value) in enumerate(members):
        pieces += [f'{"," if place else ""}"{key}":', value]
    return Json.join(*pieces, "}")


def or_null(sql: str, of_type: Literal["json", "jsonb"]) -> Json:
    """JSON of an expression of that type, or ``null`` where it is NULL; ``concat`` makes text of it, once."""
    return Json.of(f"coalesce({sql},'null'::{of_type})")


def base64_json(sql: str) -> Json:
    """A JSON string with the base64 of a text; PostgreSQL breaks base64 into lines, which are put together again."""
    return Json.join('"', Json.of(f"replace(encode(convert_to({sql},'UTF8'),'base64'),e'\\n','')"), '"')
