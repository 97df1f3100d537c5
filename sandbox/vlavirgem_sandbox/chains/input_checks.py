"""What a run is given, held against what its workflow asks for and what may be kept; also for runs that are planned."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.input_schemas import asked_by, with_defaults, wrong_inputs
from vlavirgem_sandbox.chains.arazzo.model import Description, Workflow
from vlavirgem_sandbox.chains.storable import storable
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_tenants.test_data_guard import find_real_numbers

MOST_INPUT: Final = 64 * 1024
"""Characters of the inputs of one run."""


def checked_inputs(description: Description, workflow: Workflow, inputs: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The inputs with the schema's defaults. Raises Refusal (422) for what the workflow, or one before it, does not
    take, and for what may not be kept: a real person's register number, a key, too much."""
    if places := find_real_numbers(inputs):
        raise Refusal(
            _("An input holds the national register number of a real person. Nothing of it was kept."),
            remedy=_("Use a test number."),
            code="real-register-number",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=f"/inputs{places[0].place}",
        )
    filled = with_defaults(workflow.inputs, inputs)
    wrong = wrong_inputs(workflow.inputs, filled)
    for name in workflow.depends_on:
        needed = description.workflow(name).inputs
        wrong += wrong_inputs(needed, with_defaults(needed, asked_by(needed, filled)))
    if wrong:
        raise Refusal(
            _("The inputs are not what the chain asks for."),
            remedy=_("Correct what is named, and start the run again."),
            code="wrong-inputs",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=f"/inputs{wrong[0].pointer}",
            details=tuple({"place": f"/inputs{each.pointer}", "message": each.message} for each in wrong),
        )
    if storable(filled) != filled or len(str(filled)) > MOST_INPUT:
        raise Refusal(
            _("An input holds a key, a value that cannot be kept, or too much."),
            remedy=_("Send less, and nothing that is secret: a chain needs no keys for its try-outs."),
            code="unkeepable-inputs",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="/inputs",
        )
    return filled
