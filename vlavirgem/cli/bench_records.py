"""Millions of records in `bench gateway --full`: a page out of ten times as many, beside the same page out of fewer."""

from __future__ import annotations

import json
import statistics
from contextlib import ExitStack
from typing import Final

from vlavirgem.cli.bench_clients import Request, ask_at_once
from vlavirgem.cli.bench_data import SMALL_BODY, add_providers, add_records, agree, bench_database, copied_database
from vlavirgem.cli.bench_servers import WITHOUT_END, free_port, granian, served
from vlavirgem.cli.figures import Figure, beside

ORGANISATIONS: Final = 300
FEWER, MORE = 1_000, 10_000
"""Records of each organisation."""
RATIO: Final = 1.3
_EACH: Final = 40
_PAGES: Final = {
    "the newest": "{ publicServices(first: 100) { nodes { uri title description type updatedAt } } }",
    "of one organisation": (
        '{ publicServices(provider: ["bench-7"], first: 100) { nodes { uri title description type updatedAt } } }'
    ),
}


def record_figures(blocks: int) -> list[Figure]:
    """Serve a network of 300,000 records and its copy with 3,000,000, and ask both for the same pages, in turns."""
    fewer, more = "vlavirgem_bench_fewer", "vlavirgem_bench_more"
    with ExitStack() as stack:
        ground = stack.enter_context(bench_database(fewer))
        made = add_providers(ORGANISATIONS, lambda: None, records=FEWER, body=SMALL_BODY)
        agree(ground.reader, made)
        stack.enter_context(copied_database(fewer, more))
        add_records(made, FEWER + 1, MORE, body=SMALL_BODY)
        ports = {}
        for name in (fewer, more):
            ports[name] = free_port()
            application = granian("vlavirgem.wsgi:application", ports[name])
            stack.enter_context(served(name, name, application, ports[name], WITHOUT_END))
        took: dict[tuple[str, str], list[float]] = {}
        for turn in range(blocks + 1):
            for page, question in _PAGES.items():
                request = Request(
                    method="POST",
                    path="/graphql",
                    body=json.dumps({"query": question}).encode(),
                    headers={"Authorization": f"Bearer {ground.key}"},
                ).written(ground.reader.host)
                for name in (fewer, more) if turn % 2 else (more, fewer):
                    times = ask_at_once(ports[name], [request], clients=1, each=_EACH)
                    if turn:  # the first warms up
                        took.setdefault((page, name), []).append(statistics.median(times))
    return [
        beside(
            f"a page of 100, {page}, out of {MORE * ORGANISATIONS:,} records: p50",
            "ms",
            took[page, more],
            f"out of {FEWER * ORGANISATIONS:,}",
            took[page, fewer],
            limit=RATIO,
        )
        for page in _PAGES
    ]
