"""A chain as a picture: its steps from top to bottom, each in the lane of its service, and how far a run came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.ui.charts.marks import element, picture
from vlavirgem_sandbox.chains.models import ChainRun, RunState, StepTrace

Outcome: TypeAlias = Literal["planned", "succeeded", "broke", "skipped"]
WORDS: Final[dict[str, Any]] = {
    "planned": gettext_lazy("not run yet"),
    "succeeded": gettext_lazy("succeeded"),
    "broke": gettext_lazy("broke here"),
    "skipped": gettext_lazy("not reached"),
}
ROW: Final = 52
LANE: Final = 22
LEFT: Final = 16
RADIUS: Final = 8
_NAME_LENGTH: Final = 24
_LINE_LENGTH: Final = 34
"""Characters: a telephone is 320 pixels wide."""


@dataclass(frozen=True, kw_only=True)
class DrawnStep:
    """One step of the picture and of the table beside it."""

    number: int
    step_id: str
    workflow_id: str
    description: str
    service: str
    operation: str
    outcome: Outcome
    attempts: int = 0
    is_disturbed: bool = False

    @property
    def word(self) -> str:
        """Its state, as people say it."""
        return str(WORDS[self.outcome])


def drawn_steps(
    planned: Sequence[dict[str, Any]], workflow_id: str, run: ChainRun | None, traces: Sequence[StepTrace]
) -> list[DrawnStep]:
    """The steps of the workflow that is run, and those of others that the run came to."""
    attempts: dict[tuple[str, str], list[StepTrace]] = {}
    for trace in traces:
        attempts.setdefault((trace.workflow_id, trace.step_id), []).append(trace)
    shown = [row for row in planned if row["workflow"] == workflow_id or (row["workflow"], row["step"]) in attempts]
    steps = []
    for number, row in enumerate(shown, start=1):
        tried = attempts.get((row["workflow"], row["step"]), [])
        steps.append(
            DrawnStep(
                number=number,
                step_id=row["step"],
                workflow_id=row["workflow"],
                description=row["description"],
                service=row["service"],
                operation=row["operation"],
                outcome=_outcome(tried, run),
                attempts=len(tried),
                is_disturbed=any(trace.is_disturbed for trace in tried),
            )
        )
    return steps


def _outcome(tried: Sequence[StepTrace], run: ChainRun | None) -> Outcome:
    if run is None:
        return "planned"
    if not tried:
        return "planned" if run.state == RunState.RUNNING else "skipped"
    return "succeeded" if tried[-1].succeeded else "broke"


def chain_picture(steps: Sequence[DrawnStep], *, title: str) -> SafeString:
    """Draw the steps. Every state is a shape and a word; what a picture cannot say to all stands in the table."""
    lanes = {service: index for index, service in enumerate(dict.fromkeys(step.service for step in steps))}
    text_at = LEFT + LANE * max(len(lanes), 1) + 6
    return picture(
        *_ways(steps, lanes),
        *(mark for step in steps for mark in _step(step, lanes, text_at)),
        title=title,
        description="; ".join(f"{step.number}. {step.step_id} ({step.service}): {step.word}" for step in steps),
        kind="chain",
        height=ROW * len(steps),
    )


def _ways(steps: Sequence[DrawnStep], lanes: dict[str, int]) -> Iterator[SafeString]:
    """From each step to the next."""
    for above, below in pairwise(steps):
        (x1, y1), (x2, y2) = _centre(above, lanes), _centre(below, lanes)
        half = (y1 + y2) / 2
        passed = below.outcome in {"succeeded", "broke"}
        kind = "chain__way chain__way--passed" if passed else "chain__way"
        yield element("path", d=f"M{x1} {y1} C{x1} {half:g} {x2} {half:g} {x2} {y2}", class_=kind)


def _step(step: DrawnStep, lanes: dict[str, int], text_at: int) -> Iterator[SafeString]:
    x, y = _centre(step, lanes)
    if step.outcome == "broke":
        yield element("rect", x=0, y=y - ROW / 2 + 2, width="100%", height=ROW - 4, rx=6, class_="chain__broken")
    yield from _shape(step.outcome, x, y)
    name = f"{step.number}. {_short(step.step_id, _NAME_LENGTH)}"
    if step.attempts > 1:
        name += f" ({step.attempts}×)"
    yield element("text", name, x=text_at, y=y - 3, class_="chain__name")
    line = _short(f"{step.word} · {step.service}" if step.service else step.word, _LINE_LENGTH)
    yield element("text", line, x=text_at, y=y + 14, class_=f"chain__line chain__line--{step.outcome}")


def _shape(outcome: Outcome, x: int, y: int) -> Iterator[SafeString]:
    if outcome == "broke":  # a diamond with a cross
        corners = f"{x},{y - RADIUS - 2} {x + RADIUS + 2},{y} {x},{y + RADIUS + 2} {x - RADIUS - 2},{y}"
        yield element("polygon", points=corners, class_="chain__mark chain__mark--broke")
        yield element("path", d=f"M{x - 3} {y - 3} l6 6 m0 -6 l-6 6", class_="chain__sign")
        return
    yield element("circle", cx=x, cy=y, r=RADIUS, class_=f"chain__mark chain__mark--{outcome}")
    if outcome == "succeeded":
        yield element("path", d=f"M{x - 4} {y} l3 3 l5 -6", class_="chain__sign")


def _centre(step: DrawnStep, lanes: dict[str, int]) -> tuple[int, int]:
    return LEFT + LANE * lanes[step.service], ROW * (step.number - 1) + ROW // 2


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def picture_title(name: str) -> str:
    """The name of the picture for who cannot see it."""
    return _("The steps of “%(chain)s”, in order") % {"chain": name}
