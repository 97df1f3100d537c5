"""What a document would cost, for who is writing it in the explorer: told before it runs, and taken from nobody."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem_graphql.gateway.documents import documents
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, errors_of, read_request
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_POST
@permission_required(Permission.GATEWAY_KEY)
def cost(request: TenantRequest) -> JsonResponse:
    """The price of a request in points, by the count that the budget goes by, and the most that one may cost; or the
    errors for which it would be refused. The body is the request itself."""
    try:
        asked = read_request(request)
        document = documents().look_at(asked.query, may_introspect=True)
        told = {"cost": documents().cost(document, asked), "most": LIMITS.cost}
    except DocumentRefusedError as refused:
        return JsonResponse({"errors": [formatted(error, code=refused.code) for error in refused.errors]})
    except HttpRefusalError as refused:
        return JsonResponse(errors_of(refused), status=refused.status)
    return JsonResponse(told)
