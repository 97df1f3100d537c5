"""Finding the row that an address names among those that we may see."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404

from vlavirgem_tenants.requests.denials import put_on_record
from vlavirgem_tenants.requests.typing import TenantRequest

Row = TypeVar("Row", bound=models.Model)


def found_or_on_record(request: TenantRequest, rows: models.QuerySet[Row], row_id: UUID) -> Row:
    """The row; raises Http404 for one that is not there, or not for us, which is the same to who asks. That a member
    asked for it goes on record: ids are not guessed by accident.
    """
    found = rows.filter(pk=row_id).first()
    if found is None:
        refused = {"page": request.path, "method": request.method or "", "reason": "not-found"}
        put_on_record(request.actor, refused)
        raise Http404
    return found
