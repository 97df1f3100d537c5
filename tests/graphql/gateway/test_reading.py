"""Reading records: what an agreement gives, what it withholds, and what is on record of it."""

from __future__ import annotations

from typing import Any

from vlavirgem_graphql.exchange.models import Agreement

TITLES = "{ publicServices { nodes { title provider { slug } } } }"


def test_reads_under_an_agreement(api: Any, brugge_agreement: Agreement) -> None:
    answer = api.ask(TITLES)
    assert answer["data"]["publicServices"]["nodes"][0] == {
        "title": 'Dienst 0 van brugge "ü" \\ {}',
        "provider": {"slug": "brugge"},
    }
    assert len(answer["data"]["publicServices"]["nodes"]) == 7
