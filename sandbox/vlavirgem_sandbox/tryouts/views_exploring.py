"""The console of a GraphQL service: the explorer, whose requests are served and logged like any other call."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.tryouts.logged_calls import as_request, kept_call
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.persona_filling import filled_json
from vlavirgem_sandbox.tryouts.problems_on_pages import contract_or_refusal
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse
from vlavirgem_sandbox.tryouts.serving.day_counts import require_room
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT, begin
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem, too_large
from vlavirgem_sandbox.tryouts.serving.replies import refused
from vlavirgem_sandbox.tryouts.serving.views import begun_answer, http_answer
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@ensure_csrf_cookie
def explorer(request: TenantRequest, tryout: TryOut, contract: ContractInUse) -> HttpResponse:
    """The page. ``?operation=`` starts from the example of that operation, ``?call=`` from a call in the log;
    ``?persona=`` fills the variables of the examples with what a test persona has."""
    wanted = request.GET.get("operation", "")
    working = [each for each in contract.operations.values() if each.works and each.request_example is not None]
    working.sort(key=lambda each: each.key != wanted)
    personas = personas_of_version(tryout.version_id)
    persona = next((each for each in personas if each.key == request.GET.get("persona", "")), None)
    examples = [_as_example(each.key, each.request_example.body, persona) for each in working if each.request_example]
    again = kept_call(tryout, request.GET.get("call", ""))
    if again is not None:
        label = _("%(operation)s, the call from the log") % {"operation": again.operation}
        examples.insert(0, _as_example(label, _body_of(as_request(again))))
    context = page_context(request, tryout, tab="console") | {
        "examples": examples,
        "operation": contract.operations.get(wanted),
        "personas": personas,
        "chosen": persona.key if persona is not None else "",
    }
    return render(request, "tryouts/explorer.html", context)


@require_POST
@permission_required(Permission.TRYOUT_CALL)
def explore(request: TenantRequest, public_id: str) -> HttpResponse | StreamingHttpResponse:
    """Answer a request of the explorer, as the try-out answers a program."""
    tryout = tryout_or_404(public_id)
    now = timezone.now()
    call = CallRequest(
        method="POST",
        path="/",
        headers=[(name, value) for name in ("Accept", "Content-Type") if (value := request.headers.get(name))],
        body=request.body,
    )
    try:
        if len(call.body) > BODY_SIZE_LIMIT:
            raise too_large(BODY_SIZE_LIMIT)
        require_room(tryout, now)
    except CallProblem as problem:
        return http_answer(refused(problem, tryout, call, None), None, without_body=False)
    return begun_answer(begin(tryout=tryout, call=call, caller=Caller(person=request.actor.name), now=now))


@require_safe
@permission_required(Permission.TRYOUT_CALL)
def schema_shown(request: TenantRequest, public_id: str) -> HttpResponse:
    """The schema as the explorer reads it, for completion and its list of types."""
    del request
    compiled = contract_or_refusal(tryout_or_404(public_id)).compiled
    if not isinstance(compiled, GraphQLContract):
        raise Http404
    return HttpResponse(compiled.printed(), content_type="text/plain; charset=utf-8")


def _as_example(label: str, body: str, persona: Persona | None = None) -> dict[str, Any]:
    """A request as the explorer shows it: document and variables in fields of their own."""
    try:
        asked = json.loads(body)
    except ValueError:
        asked = {}
    asked = asked if isinstance(asked, dict) else {}
    variables = asked.get("variables")
    shown = json.dumps(variables, ensure_ascii=False, indent=2) if variables else "{}"
    filled = filled_json(shown, persona) if persona is not None else None
    return {"label": label, "query": str(asked.get("query") or body), "variables": filled or shown}


def _body_of(call: CallRequest) -> str:
    """The request as a body; of one in the address, the body that says the same."""
    if call.method != "GET":
        return call.body.decode(errors="replace")
    asked: dict[str, Any] = dict(call.query)
    try:
        asked["variables"] = json.loads(asked.get("variables") or "null")
    except ValueError:
        del asked["variables"]
    return json.dumps(asked)
