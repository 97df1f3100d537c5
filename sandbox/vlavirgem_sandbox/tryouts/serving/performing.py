"""One call from beginning to end, in one transaction: what it changed and its line in the log are one."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import DataError, OperationalError, transaction
from django.utils.translation import get_language

from vlavirgem_sandbox.contracts.model import READING, CallRequest, Cause, Operation
from vlavirgem_sandbox.contracts.preferences import Preference, preference_of
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed, NoSuchPath
from vlavirgem_sandbox.contracts.served import NoOperation, ServedContract
from vlavirgem_sandbox.contracts.state import StoreFullError
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState, TurnedAway
from vlavirgem_sandbox.tryouts.sending import send_after
from vlavirgem_sandbox.tryouts.serving import log, problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse, contract_of
from vlavirgem_sandbox.tryouts.serving.departing import Departing, route_of
from vlavirgem_sandbox.tryouts.serving.disturbing import effect_on
from vlavirgem_sandbox.tryouts.serving.guarding import places_of_real_numbers
from vlavirgem_sandbox.tryouts.serving.keys import note_use, require_scope
from vlavirgem_sandbox.tryouts.serving.replies import Answered, Performed, announcing, as_reply, refused
from vlavirgem_sandbox.tryouts.state_store import TryOutStore
from vlavirgem_tenants.requests.database_problems import SECONDS_TO_WAIT, is_busy
from vlavirgem_tenants.scope import current_tenant

BODY_SIZE_LIMIT: Final = 1024 * 1024
"""Bytes of a call's body that a try-out takes."""
EXAMPLES_A_MINUTE: Final = 3
"""Calls turned away that are kept whole in the log; of the others only the number is."""
TURNED_AWAY_A_MINUTE: Final = 60
"""Calls of one try-out that are told what is wrong with their key; the rest of that minute they are asked to wait."""


def begin(*, tryout: TryOut, call: CallRequest, caller: log.Caller, now: datetime) -> Performed | Departing:
    """Answer a call and log it; or, where the publisher's acceptance environment is to answer it, see to all that comes
    before it may leave. Never raises for what a caller can do wrong: that is an answer too.

    The duration that is logged is the work of answering, without the network and the log itself.
    """
    call_id = uuid.uuid4()
    began = time.perf_counter()
    with transaction.atomic(savepoint=False):
        try:
            reply = _answered(tryout, call, caller, call_id, now)
        except problems.CallProblem as problem:
            reply = refused(problem, tryout, call, call_id)
        duration_ms = 1000 * (time.perf_counter() - began)
        if isinstance(reply, Departing):
            return replace(reply, worked_ms=duration_ms)
        logged = log.write(
            log.Happened(
                call_id=call_id, tryout=tryout, caller=caller, call=call, reply=reply, at=now, duration_ms=duration_ms
            )
        )
        if caller.key is not None:
            note_use(caller.key, now)
    return Performed(reply=reply, logged=logged)


def perform(*, tryout: TryOut, call: CallRequest, caller: log.Caller, now: datetime) -> Performed:
    """:func:`begin`, and wait for the answer. For who holds no transaction that others wait for."""
    begun = begin(tryout=tryout, call=call, caller=caller, now=now)
    return begun.arrive() if isinstance(begun, Departing) else begun


def turn_away(*, tryout: TryOut, call: CallRequest, problem: problems.CallProblem, now: datetime) -> Answered:
    """Answer a call that was stopped at the door, without a good key, too large to read or one too many for the day:
    count it, log the first few of a minute."""
    count = TurnedAway.objects.one_more(tryout, now)
    if count > EXAMPLES_A_MINUTE:
        if count > TURNED_AWAY_A_MINUTE and problem.status != HTTPStatus.TOO_MANY_REQUESTS:
            problem = problems.too_many_turned_away(60 - now.second)
        return Answered(reply=refused(problem, tryout, call, None), logged=None)
    call_id = uuid.uuid4()
    if places_of_real_numbers(call):
        problem = replace(problem, private=True)
    reply = refused(problem, tryout, call, call_id)
    logged = log.write(
        log.Happened(call_id=call_id, tryout=tryout, caller=log.Caller(), call=call, reply=reply, at=now, duration_ms=0)
    )
    return Answered(reply=reply, logged=logged)


def _answered(
    tryout: TryOut, call: CallRequest, caller: log.Caller, call_id: uuid.UUID, now: datetime
) -> log.Reply | Departing:
    """The guard comes first, so that no other refusal can put a real number in the log."""
    if places := places_of_real_numbers(call):
        raise problems.real_person(places)
    require_active(tryout, now)
    encoding = call.header("Content-Encoding") or "identity"
    if encoding.lower() != "identity":
        raise problems.encoded_body(encoding)
    contract = contract_of(tryout)
    key = ""
    try:
        match = _matched(contract.compiled, call)
        key = match.operation.key
        for each in (match.operation, *match.also):
            _require_open(contract, each, call, caller)
        effect = effect_on(tryout, call, [each.key for each in (match.operation, *match.also)], now)
    except problems.CallProblem as problem:
        told = (*problem.headers, *contract.headers)
        raise replace(problem, operation=key, contract=contract.compiled, headers=told) from problem
    try:
        if effect.problem is not None:
            raise effect.problem
        wish = _wish_of_right_call(contract, match, call)
        if key in contract.operations and (route := route_of(tryout, now)) is not None:
            return Departing(
                tenant=current_tenant(),
                tryout=tryout,
                call=call,
                caller=caller,
                call_id=call_id,
                at=now,
                contract=contract,
                operation=contract.operations[key],
                reads=call.method in READING or all(each.reads for each in (match.operation, *match.also)),
                effect=effect,
                route=route,
                language=get_language() or settings.LANGUAGE_CODE,
            )
        reply = _from_contract(contract, match, call, wish, tryout, call_id, now)
    except problems.CallProblem as problem:
        problem = replace(problem, operation=key, contract=contract.compiled)
        reply = refused(problem, tryout, call, call_id)
    return announcing(effect.on(reply), contract)


def _require_open(contract: ContractInUse, operation: Operation, call: CallRequest, caller: log.Caller) -> None:
    """Raise CallProblem for an operation that the key does not open, or that cannot be tried."""
    checked = contract.operations.get(operation.key)
    if checked is None:
        return  # GraphQL's introspection: it only tells the contract
    if caller.key is not None:
        # In GraphQL a query is sent with POST as well: what it does is said by its kind.
        require_scope(caller.key, "GET" if operation.act == "query" else call.method, operation.key)
    if not checked.works:
        raise problems.cannot_be_tried(checked.why_not)


def require_active(tryout: TryOut, now: datetime) -> None:
    """Raise CallProblem for a try-out that is paused, over or ended."""
    if tryout.state != TryOutState.ACTIVE:
        raise problems.not_active(ended=tryout.state == TryOutState.ENDED)
    if tryout.last_day is not None and tryout.is_over(now):
        raise problems.expired(tryout.last_day)


def _matched(contract: ServedContract, call: CallRequest) -> Match:
    """The operation that the call is for."""
    try:
        return contract.match(call)
    except NoSuchPath:
        known = list(dict.fromkeys(operation.path for operation in contract.operations))
        raise problems.no_such_path(call.path, known) from None
    except MethodNotAllowed as refusal:
        raise problems.method_not_allowed(call.method, call.path, refusal.allowed) from None
    except NoOperation as refusal:
        raise problems.against_the_contract(refusal.violations) from None


def _wish_of_right_call(contract: ContractInUse, match: Match, call: CallRequest) -> Preference:
    """What a call that keeps to the contract asks of its answer."""
    if violations := contract.compiled.violations(match, call):
        raise problems.against_the_contract(violations)
    wish = preference_of(call)
    if wish.unreadable_status:
        raise problems.unreadable_preference(wish.unreadable_status)
    return wish


def _from_contract(
    contract: ContractInUse,
    match: Match,
    call: CallRequest,
    wish: Preference,
    tryout: TryOut,
    call_id: uuid.UUID,
    now: datetime,
) -> log.Reply:
    try:
        with transaction.atomic():  # what cannot be stored is taken back to here, and the log line still written
            if call.method not in READING and not match.operation.reads:
                # Calls that write to one try-out go one after the other (StateStore asks for that), and none writes
                # after the try-out was paused or ended while it waited.
                tryout.lock()
                require_active(tryout, now)
            answer = contract.compiled.answer(match, call, store=TryOutStore(tryout), seed=tryout.seed, now=now)
            if contract.messages and answer.status < HTTPStatus.BAD_REQUEST:
                key, path = match.operation.key, match.path_parameters
                cause = Cause(operation=key, call=call, path_parameters=path, answer=answer)
                send_after(tryout, contract, cause, call_id=call_id, now=now)
    except OperationalError as error:
        if is_busy(error):
            raise problems.try_out_busy(SECONDS_TO_WAIT) from error
        raise
    except StoreFullError as full:
        raise problems.try_out_full(full.most) from full
    except (DataError, UnicodeEncodeError) as error:
        raise problems.cannot_be_remembered() from error
    return as_reply(answer, match, wish)
