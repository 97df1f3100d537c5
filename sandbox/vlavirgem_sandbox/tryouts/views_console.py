"""Calling without code: the console, and the contract with the try-out's own address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.downloads import offer_as_file
from vlavirgem.ui.form_pages import posted
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.contracts.model import CallRequest, Operation
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.tryouts.call_texts import call_texts
from vlavirgem_sandbox.tryouts.console import CallForm
from vlavirgem_sandbox.tryouts.logged_calls import as_request, kept_call
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.pages import base_url, page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.problems_on_pages import contract_or_refusal
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse
from vlavirgem_sandbox.tryouts.serving.day_counts import require_room
from vlavirgem_sandbox.tryouts.serving.departing import Departing
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import begin
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_sandbox.tryouts.serving.replies import Performed
from vlavirgem_sandbox.tryouts.views_calls import readable
from vlavirgem_sandbox.tryouts.views_exploring import explorer
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest
from vlavirgem_tenants.scope import on_its_own, tenant_scope


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_CALL)
def console(request: TenantRequest, public_id: str) -> HttpResponse:
    """Choose an operation, fill in its form, see the answer. The call is served and logged like any other.

    ``?call=`` starts from a call that is in the log, ``?persona=`` from a test persona of the
    service. A GraphQL service has the explorer instead.
    """
    tryout = tryout_or_404(public_id)
    contract = contract_or_refusal(tryout)
    if isinstance(contract.compiled, GraphQLContract):
        return explorer(request, tryout, contract)
    operation = _chosen(contract, request.GET.get("operation", ""))
    personas = personas_of_version(tryout.version_id)
    persona = next((each for each in personas if each.key == request.GET.get("persona", "")), None)
    form = again = None
    if operation is not None:
        again = _logged(tryout, operation, request.GET.get("call", ""))
        form = CallForm(posted(request), operation=operation, compiled=contract.compiled, again=again, persona=persona)
    context = page_context(request, tryout, tab="console") | {
        "operations": contract.operations.values(),
        "operation": operation,
        "form": form,
        "filled_from": _filled_from(operation, again),
        "personas": personas,
        "chosen": persona.key if persona is not None else "",
    }
    if form is not None and request.method == "POST" and form.is_valid():
        return _answered(request, tryout, form.call(), context)
    return _page(request, context)


def _answered(request: TenantRequest, tryout: TryOut, call: CallRequest, context: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    try:
        require_room(tryout, now)
    except CallProblem as problem:
        return _page(request, context | {"turned_away": problem})
    begun = begin(tryout=tryout, call=call, caller=Caller(person=request.actor.name), now=now)
    if isinstance(begun, Departing):
        return _page_to_come(request, begun, context)
    return _page(request, context | _shown(begun, call, context["base_url"]))


def _page(request: TenantRequest, context: dict[str, Any]) -> HttpResponse:
    part = bool(request.htmx) and request.method == "POST"
    return render(request, "tryouts/console_part.html" if part else "tryouts/console.html", context)


def _page_to_come(request: TenantRequest, departing: Departing, context: dict[str, Any]) -> HttpResponse:
    """A page that is drawn when this request's transaction has ended and the answer is there."""
    response = HttpResponse()

    def arrive() -> None:
        performed = departing.arrive()
        with tenant_scope(departing.tenant):
            response.content = _page(request, context | _shown(performed, departing.call, context["base_url"])).content
        response["Content-Length"] = str(len(response.content))

    on_its_own(arrive)
    return response


def _shown(performed: Performed, call: CallRequest, base_url: str) -> dict[str, Any]:
    return {
        "performed": performed,
        "answer_body": readable(performed.logged.response_body),
        # A real person's number is repeated nowhere: not in the log, and not in a text to copy.
        "call_texts": () if performed.reply.private else call_texts(call, base_url=base_url),
    }


@require_safe
@member_required
def contract_page(request: TenantRequest, public_id: str) -> HttpResponse:
    """OpenAPI in Swagger UI, which calls this try-out with a key that the developer fills in; others as their text."""
    tryout = tryout_or_404(public_id)
    context = page_context(request, tryout, tab="contract")
    dialect = ServiceVersion.objects.filter(pk=tryout.version_id).values_list("dialect", flat=True).first()
    if dialect == "wsdl-1.1":
        description = contract_or_refusal(tryout).compiled.description(base_url=context["base_url"], path="")
        context |= {
            "is_soap": True,
            "as_text": description.content.decode() if description else "",
            "wsdl_url": f"{context['base_url']}?wsdl",
        }
    elif dialect is not None and dialect.startswith(("asyncapi", "graphql")):
        context["is_graphql"] = dialect == "graphql"
        context["as_text"] = (
            contract_or_refusal(tryout).compiled.download(base_url=context["base_url"]).content.decode()
        )
    return render(request, "tryouts/contract.html", context)


@require_safe
@member_required
def contract_file(request: TenantRequest, public_id: str) -> HttpResponse:
    """The contract with this try-out as its server; ``?download`` offers it as a file."""
    tryout = tryout_or_404(public_id)
    file = contract_or_refusal(tryout).compiled.download(base_url=base_url(request, tryout))
    response = HttpResponse(file.content, content_type=file.content_type)
    if "download" in request.GET:
        offer_as_file(response, f"{slugify(tryout.service_name)}-{tryout.version_number}{file.extension}")
    return response


def _chosen(contract: ContractInUse, key: str) -> Operation | None:
    """The operation in the address, else the first that works."""
    working = (operation for operation in contract.operations.values() if operation.works)
    return contract.operations.get(key) or next(working, None)


def _filled_from(operation: Operation | None, again: CallRequest | None) -> str:
    """What the form starts from; empty where it has nothing to start from."""
    if again is not None:
        return "call"
    if operation is None or operation.request_example is None:
        return ""
    return "schemas" if operation.request_example.is_made_up else "example"


def _logged(tryout: TryOut, operation: Operation, wanted: str) -> CallRequest | None:
    """The call in the address, when it is one of this operation that was kept whole."""
    call = kept_call(tryout, wanted)
    return as_request(call) if call is not None and call.operation == operation.key else None
