"""The language of the command: what it says is in that of the shell, what it leaves in the database in the tenant's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

Done = TypeVar("Done")
_SAID_BY: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a shell asks for (POSIX: the first of LC_ALL, LC_MESSAGES and LANG that says something);
    English where it is none of ours, such as C."""
    said = next((environment[name] for name in _SAID_BY if environment.get(name)), "")
    language = re.split(r"[_.@-]", said, maxsplit=1)[0].lower()
    return language if language in dict(settings.LANGUAGES) else "en"


def kept_for(tenant: Tenant, work: Callable[[], Done]) -> Done:
    """Do ``work``, which writes sentences down, as the tenant and in its language: whoever reads them later did not
    choose the language of this shell. What it is refused leaves nothing, and is tried again for the person's words:
    that leaves nothing either, and what is not refused then was refused all the same."""
    try:
        with tenant_scope(tenant), override(tenant.language):
            return work()
    except Refusal:
        with tenant_scope(tenant):
            work()
            transaction.set_rollback(True)
        raise
