"""`vlavirgem tenant set-password`: what an operator does for a member who forgot it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import Result

from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.history import history_of_people, people_lines
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

NEW = "een nieuw en lang wachtwoord"


@pytest.fixture
def set_password(db: None, command: Callable[..., Result]) -> Callable[..., Result]:
    """Run the command on the test's own database, with the password typed twice."""
    from vlavirgem.cli import tenant

    def invoke(slug: str, email: str, typed: str) -> Result:
        return command(tenant.app, "set-password", slug, email, input=f"{typed}\n{typed}\n")

    return invoke


def test_a_member_signs_in_with_the_password_that_the_operator_set_and_it_is_on_record(
    set_password: Callable[..., Result], aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    # Given a member with an open session
    before = client_for(aalst, Role.BUYER)
    assert before.get(reverse("tryouts:list")).status_code == 200

    # When the operator sets a password
    done = set_password("aalst", "buyer@aalst.example", NEW)

    # Then it opens the account, the session has ended, and the history says who did it
    assert done.exit_code == 0, done.output
    assert NEW not in done.output
    with tenant_scope(aalst):
        user = User.objects.get(username="buyer@aalst.example")
        line = people_lines(history_of_people(aalst))[0]
    assert user.check_password(NEW)
    assert before.get(reverse("tryouts:list")).status_code == 302
    assert user.name in str(line.what)
    assert line.who == "VlaVirGem"


@pytest.mark.parametrize(
    ("email", "typed"), [("buyer@aalst.example", "12345678"), ("niemand@aalst.example", NEW)], ids=["weak", "nobody"]
)
def test_a_weak_password_and_a_stranger_are_refused(
    set_password: Callable[..., Result], aalst: Tenant, email: str, typed: str
) -> None:
    with tenant_scope(aalst):
        kept = dict(User.objects.values_list("username", "password"))

    assert set_password("aalst", email, typed).exit_code == 1

    with tenant_scope(aalst):
        assert dict(User.objects.values_list("username", "password")) == kept
