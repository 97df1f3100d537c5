"""Pages that a tenant always has: an editor changes what they say, and cannot take them away."""

from __future__ import annotations

from wagtail.models import Page, PagePermissionTester

from vlavirgem_tenants.people.models import User


class StandingPageTester(PagePermissionTester):
    """What may be done to a standing page: everything except what would take it from its place."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Never."""
        return False

    def can_unpublish(self) -> bool:
        """Never."""
        return False

    def can_move(self) -> bool:
        """Never."""
        return False

    def can_copy(self) -> bool:
        """Never: there is one of it."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Never: who reads a page is the page's own setting."""
        return False


class StandingPage(Page):
    """A page type of which each tenant has exactly one, made with its schema (migration 0002)."""

    max_count = 1
    promote_panels: list[object] = []  # its address is part of the house's map

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Return what ``user`` may do with this page."""
        return StandingPageTester(user, self)
