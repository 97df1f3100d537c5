"""Credentials at rest."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_tenants.outgoing.sealing import SealBroken, seal, unseal


def test_what_is_sealed_opens_for_what_it_belongs_to_alone() -> None:
    sealed = seal("Bearer geheim", belongs_to="endpoint:1")

    assert "geheim" not in sealed
    assert unseal(sealed, belongs_to="endpoint:1") == "Bearer geheim"
    with pytest.raises(SealBroken):
        unseal(sealed, belongs_to="endpoint:2")


def test_the_same_secret_never_looks_the_same() -> None:
    assert seal("x", belongs_to="a") != seal("x", belongs_to="a")


@pytest.mark.parametrize("sealed", ["", "v1:", "v1:AAAA", "geen base64 é"])
def test_what_was_changed_or_cut_off_does_not_open(sealed: str) -> None:
    with pytest.raises(SealBroken):
        unseal(sealed, belongs_to="a")


def test_another_signing_key_opens_it_only_while_the_old_one_is_kept(settings: Any) -> None:
    settings.SECRET_KEY = "oud" * 20
    sealed = seal("x", belongs_to="a")
    settings.SECRET_KEY = "nieuw" * 20

    with pytest.raises(SealBroken):
        unseal(sealed, belongs_to="a")

    settings.SECRET_KEY_FALLBACKS = ["oud" * 20]
    assert unseal(sealed, belongs_to="a") == "x"
