"""The short form of `vlavirgem prove hostile`: each request has its answer, and none is a fault of ours."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from vlavirgem.cli.hostile.requests import requests
from vlavirgem.cli.prove import app
from vlavirgem.cli.prove_hostile import outcome
from vlavirgem_graphql.gateway.codes import CODES


def test_each_request_is_refused_by_a_known_code_or_has_its_price() -> None:
    told = {name: outcome(body) for name, body in requests().items()}
    assert len(told) >= 40
    assert {said for said in told.values() if not said.endswith(" points")} <= set(CODES)
    assert sum(said.endswith(" points") for said in told.values()) < len(told) / 3


def test_what_looks_like_them_and_means_no_harm_is_priced() -> None:
    plain = json.dumps({"query": "{ offers(first: 5) { nodes { title } } }"}).encode()
    assert outcome(plain) == "10 points"


def test_the_proof_has_a_figure_for_each_request() -> None:
    done = CliRunner().invoke(app, ["hostile", "--times", "1", "--json"])
    figures = json.loads(done.stdout)["figures"]
    assert len(figures) == len(requests())
    assert all(figure["unit"] == "ms" and figure["limit"] == 50 for figure in figures)
