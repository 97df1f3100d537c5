"""`vlavirgem prove hostile`: what it takes to read requests that mean harm, before the database is asked anything."""

from __future__ import annotations

import statistics
import time
from typing import Annotated, Final

import typer
from django.test import RequestFactory
from rich.progress import track

from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.hostile.requests import requests
from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.requests import PLAIN_JSON
from vlavirgem_graphql.gateway.documents import documents
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, read_request

MOST_MS: Final = 50


def command(
    *,
    times: Annotated[int, typer.Option(min=1, max=1_000, help="How often each is read; the median counts.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read each request of a hostile corpus as the gateway does (body, document, limits, schema) and count its CPU.

    Exit code 1 when one takes 50 ms or more.
    """
    outcome(b'{"query": "{ __typename }"}')  # the schema is made when a server's process starts
    corpus = requests()
    figures = [
        Figure(name=f"{name}: {outcome(body)}", value=_milliseconds(body, times), unit="ms", limit=MOST_MS)
        for name, body in track(corpus.items(), description="Reading", disable=as_json, total=len(corpus))
    ]
    report("prove hostile", figures, as_json=as_json)


def outcome(body: bytes) -> str:
    """Read a request's body up to its price, and tell what becomes of it: the code of its refusal, or its price."""
    posted = RequestFactory().post("/graphql", body, content_type=PLAIN_JSON)
    try:
        asked = read_request(posted)
        document = documents().look_at(asked.query, may_introspect=True)
        return f"{documents().cost(document, asked)} points"
    except DocumentRefusedError as refused:
        extensions = refused.errors[0].extensions or {}
        return str(extensions.get("code", refused.code))
    except HttpRefusalError as refused:
        return refused.code


def _milliseconds(body: bytes, times: int) -> float:
    spent = []
    for _turn in range(times):
        began = time.process_time()
        outcome(body)
        spent.append(1000 * (time.process_time() - began))
    return statistics.median(spent)
