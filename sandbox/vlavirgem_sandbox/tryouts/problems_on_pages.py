"""What keeps a try-out from answering, said to a person on a page instead of to a program."""

from __future__ import annotations

from http import HTTPStatus

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse, contract_of
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem


def as_refusal(problem: CallProblem) -> Refusal:
    """The same words on a page."""
    return Refusal(problem.title, remedy=problem.detail, code=problem.code, status=HTTPStatus(problem.status))


def contract_or_refusal(tryout: TryOut) -> ContractInUse:
    """The contract, ready to serve. Raises Refusal where it cannot be read any more."""
    try:
        return contract_of(tryout)
    except CallProblem as problem:
        raise as_refusal(problem) from problem
