"""The pages for developers: keys, quickstarts, limits, the schema and the explorer."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.graphql_requests.limits import (
    LARGEST_BODY,
    LIMITS,
    LONGEST_SOURCE,
    MOST_COMMENTS,
    MOST_DIGITS,
    MOST_LISTED,
    MOST_OPERATIONS,
    MOST_TOKENS,
)
from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import done_or_told, status_of
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.evidence.codes import PROBLEM_CODES as EVIDENCE_CODES
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.access import coverage_of, find_access
from vlavirgem_graphql.gateway.codes import CODES
from vlavirgem_graphql.gateway.compiler.page import LARGEST_PAGE
from vlavirgem_graphql.gateway.contract import Contract, contract_of, contract_text
from vlavirgem_graphql.gateway.delegated_keys import states_of
from vlavirgem_graphql.gateway.forms import KeyForm
from vlavirgem_graphql.gateway.member_or_key import PAGE_COST
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.quickstarts import Example, example_of, examples_of, programs_of
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_graphql.schema.root import schema_text
from vlavirgem_sandbox.chains.codes import PROBLEM_CODES as CHAIN_CODES
from vlavirgem_sandbox.tryouts.serving.codes import PROBLEM_CODES
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_NEW_KEY = "gateway.new_key"


@require_safe
def problems(request: TenantRequest) -> HttpResponse:
    """What the ``type`` of a problem document points to: each code and its meaning. Open to all, since programs ask."""
    context = {
        "tryout_codes": PROBLEM_CODES.items(),
        "chain_codes": CHAIN_CODES.items(),
        "evidence_codes": EVIDENCE_CODES.items(),
        "codes": CODES.items(),
    }
    return render(request, "gateway/problems.html", context)


@require_safe
@member_required
def index(request: TenantRequest) -> HttpResponse:
    """What a developer needs to begin. A new key is shown here, once."""
    may = request.actor.may(Permission.GATEWAY_KEY)
    examples = examples_of(request.tenant)
    host = urlsplit(request.tenant.address).hostname or ""
    context = {
        "may_manage": may,
        "keys": _keys_with_states() if may else [],
        "new_key": request.session.pop(_NEW_KEY, None),
        "address": f"{request.tenant.address}/graphql",
        "programs": programs_of(request.tenant, examples[0].query),
        "host": host,
        "on_localhost": host.endswith(".localhost"),
        "limits": _limits(),
        "codes": CODES.items(),
    }
    return render(request, "gateway/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.GATEWAY_KEY)
def key_new(request: TenantRequest) -> HttpResponse:
    """Make a key; the page that follows shows it once."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = done_or_told(form, lambda: make_key(actor=request.actor, **form.cleaned_data))
        if made is not None:
            request.session[_NEW_KEY] = made[1]
            return redirect("developers:index")
    return render(request, "gateway/key_new.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.GATEWAY_KEY)
def key_revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Ask, then revoke: it cannot be undone."""
    key = get_object_or_404(GatewayKey, pk=pk)
    if request.method == "POST":
        revoke_key(actor=request.actor, key=key)
        toast(request, _("The key “%(key)s” is revoked.") % {"key": key.label})
        return redirect("developers:index")
    context = {
        "question": _("Revoke this key?"),
        "name": _("Key “%(key)s”, which begins with %(prefix)s") % {"key": key.label, "prefix": key.prefix},
        "consequence": _("From the next request on it opens nothing. A revoked key cannot be brought back."),
        "submit": _("Revoke key"),
        "cancel_url": reverse("developers:index"),
    }
    return render(request, "vlavirgem/confirm.html", context)


@require_safe
@ensure_csrf_cookie
@permission_required(Permission.GATEWAY_KEY)
def explorer(request: TenantRequest) -> HttpResponse:
    """Write a query, run it as yourself, read the answer. ``?agreement=`` begins with a query over that agreement."""
    examples = [*_asked_for(request), *examples_of(request.tenant)]
    context = {"examples": [{"label": example.label, "query": example.query} for example in examples]}
    return render(request, "gateway/explorer.html", context)


@require_safe
@member_required
def schema(request: TenantRequest) -> HttpResponse:
    """What our agreements and the member's roles show of the schema, as a file.

    Its descriptions are English, as tools compare it.
    """
    text = contract_text(_contract(request), "en")
    return download(text, content_type="text/plain; charset=utf-8", name="schema.graphql")


@require_safe
def public_schema(request: TenantRequest) -> HttpResponse:
    """The whole schema, for who wants to know what can be agreed on, and for tools: open to all."""
    del request
    return download(schema_text("en"), content_type="text/plain; charset=utf-8", name="public-schema.graphql")


@require_safe
@member_required
def schema_shown(request: TenantRequest) -> HttpResponse:
    """The same as the explorer shows it: described in the reader's language."""
    text = contract_text(_contract(request), get_language() or "en")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _keys_with_states() -> list[tuple[GatewayKey, State]]:
    """Our keys, each with its state; that of a supplier's client ends with its delegation."""
    keys = list(GatewayKey.objects.with_document_counts())
    delegated = states_of(keys)
    own = {False: State.ACTIVE, True: State.WITHDRAWN}
    return [
        (key, delegated[key.delegation_id] if key.delegation_id and not key.revoked_at else own[bool(key.revoked_at)])
        for key in keys
    ]


def _contract(request: TenantRequest) -> Contract:
    return contract_of(coverage_of(find_access(request.tenant.pk)), request.actor)


def _asked_for(request: TenantRequest) -> list[Example]:
    """The query over the agreement in the address, where we are the one who reads under it."""
    ours = Agreement.objects.filter(consumer=request.tenant).select_related("offer", "provider")
    try:
        return [example_of(agreement) for agreement in ours.filter(pk=UUID(request.GET.get("agreement", "")))]
    except ValueError:  # an address that somebody typed
        return []


def _limits() -> list[tuple[str, int]]:
    """The limits of one request, and of many together, as people read them."""
    return [
        (_("Rows on a page"), LARGEST_PAGE),
        (_("Levels deep"), LIMITS.depth),
        (_("Fields at the root"), LIMITS.root_fields),
        (_("Aliases"), LIMITS.aliases),
        (_("Directives"), LIMITS.directives),
        (_("Times the same list or object in one selection"), LIMITS.repeats),
        (_("Operations in the document"), MOST_OPERATIONS),
        (_("Conditions"), LIMITS.conditions),
        (_("Levels of conditions in each other"), LIMITS.nesting),
        (_("Words and signs in the document"), MOST_TOKENS),
        (_("Characters in the document"), LONGEST_SOURCE),
        (_("Comments in the document"), MOST_COMMENTS),
        (_("Values in a list in the document"), MOST_LISTED),
        (_("Digits in a number"), MOST_DIGITS),
        (_("Cost: rows times fields"), LIMITS.cost),
        (_("Bytes in the body"), LARGEST_BODY),
        (_("Points of a record or a proof at its own address, with a key"), PAGE_COST),
        (_("Points of cost a minute, of a key"), settings.GATEWAY_POINTS_A_MINUTE),
        (_("Points of cost an hour, of the organisation"), settings.GATEWAY_POINTS_AN_HOUR),
    ]
