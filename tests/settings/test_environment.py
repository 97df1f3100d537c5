"""Settings that are wrong are named at start."""

from __future__ import annotations

import pytest

from vlavirgem.settings.environment import SettingsError, environment


@pytest.mark.parametrize("name", ["VLAVIRGEM_OUTGOING_HOSTS", "VLAVIRGEM_OUTGOING_INSIDE_HOSTS"])
@pytest.mark.parametrize("value", ["https://api.example.be", "api.example.be:poort", "api.example.be/v1", "*"])
def test_what_is_no_host_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, f"goed.example.be, {value}")

    with pytest.raises(SettingsError, match=name):
        environment.__wrapped__()


def test_hosts_as_the_guide_writes_them_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = "api.example.be, *.proef.be,api.example.be:8443,127.0.0.1:8000"
    monkeypatch.setenv("VLAVIRGEM_OUTGOING_HOSTS", hosts)

    read = environment.__wrapped__()

    assert (read.outgoing_hosts, read.outgoing_inside_hosts) == (hosts, "")
