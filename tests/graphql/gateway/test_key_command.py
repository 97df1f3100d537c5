"""`vlavirgem key`: what it takes is said beforehand, and what it refuses in the language of the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from typer.testing import CliRunner, Result

from vlavirgem.cli.key import app
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role


@pytest.fixture
def key(command: Callable[..., Result], aalst: Tenant) -> Callable[..., Result]:
    return lambda *arguments: command(app, *arguments, "--tenant", aalst.slug)


def test_the_fewest_points_are_said_on_the_form_and_in_the_help_and_refused_in_english(
    key: Callable[..., Result], aalst: Tenant, client_for: Callable[..., Client], settings: Any
) -> None:
    most = settings.GATEWAY_POINTS_A_MINUTE
    page = client_for(aalst, Role.DEVELOPER).get("/developers/keys/new/").text
    assert f"Van 20000 tot {most}." in page
    assert "20000" in CliRunner().invoke(app, ["make", "--help"]).stdout

    with override("en"):
        refused = key("make", "Loket", "--points-a-minute", "300")

    assert (refused.exit_code, refused.stdout) == (1, "")
    said = " ".join(refused.stderr.split())
    assert said.startswith(f"A key has from 20000 to {most} points a minute here.")
    assert "Choose a number between those" in said


@pytest.mark.usefixtures("in_english")
def test_a_document_that_is_none_is_refused_in_english(key: Callable[..., Result], tmp_path: Path) -> None:
    prefix = key("make", "Loket").stdout[:10]
    (wrong := tmp_path / "Wrong.graphql").write_text("{ publicServices(first: 2 { nodes { title } } }")
    refused = key("trust", prefix, "-f", str(wrong))
    assert refused.exit_code == 1
    assert "line 1, column" in refused.stderr
    assert "Try the document in the explorer first." in refused.stderr
    (unknown := tmp_path / "Unknown.graphql").write_text("{ publicServices(first: 2) { nodes { colour } } }")
    assert "colour" in key("trust", prefix, "-f", str(unknown)).stderr
