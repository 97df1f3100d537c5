"""The catalogue page shows every component, so rendering it draws them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from vlavirgem.ui import catalogue
from vlavirgem.ui.states import State
from vlavirgem_tenants.directory.models import Tenant

UI = Path(catalogue.__file__).parent


@pytest.fixture
def drawn(aalst: Tenant, client_for: Callable[..., Client]) -> str:
    return client_for(aalst).get("/style/").content.decode()


def test_every_token_that_the_catalogue_names_exists() -> None:
    tokens = (UI / "static/vlavirgem/tokens.css").read_text()

    assert [name for row in catalogue.COLOURS for name in row if f"--{name}:" not in tokens] == []
    assert [size for size in catalogue.TEXT_SIZES if f"--text-{size}:" not in tokens] == []


def test_every_icon_that_a_template_or_place_names_is_drawn() -> None:
    sprite = (UI / "static/vlavirgem/icons.svg").read_text()
    wanted = {*catalogue.ICONS, *(f"state-{state}" for state in State.values)}

    assert [name for name in sorted(wanted) if f'id="{name}"' not in sprite] == []


@pytest.mark.parametrize(
    "sign",
    [
        "state--withdrawn",
        "figure__value",
        "notice--signal",
        "toast--error",
        "facts--wide",
        "filters__facets",
        "table--cards",
        "pager__pages",
        "evidence__link--here",
        "steps__step--current",
        "copy-field",
        "error-summary",
        "field__choices",
        "dialog__body",
        "empty__title",
        "history__why",
        "card__title",
        "town__near",
    ],
)
def test_the_catalogue_draws_the_component(drawn: str, sign: str) -> None:
    assert sign in drawn
