"""The page that the ``type`` of each problem points to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.test import Client

from vlavirgem_sandbox.tryouts import serving
from vlavirgem_sandbox.tryouts.serving.codes import PROBLEM_CODES
from vlavirgem_tenants.directory.models import Tenant


def test_every_code_that_a_try_out_gives_is_explained() -> None:
    source = "\n".join(path.read_text() for path in Path(serving.__path__[0]).glob("*.py"))
    given = set(re.findall(r'(?:code=|_no_key\(\s*|problems/#)"?([a-z][a-z-]+)"', source))
    assert len(given) > 10
    assert given <= set(PROBLEM_CODES)


def test_the_page_of_a_code_is_there_without_signing_in(aalst: Tenant, client_for: Callable[..., Client]) -> None:
    page = client_for(aalst).get("/developers/problems/")
    assert page.status_code == 200
    assert 'id="against-the-contract"' in page.content.decode()
