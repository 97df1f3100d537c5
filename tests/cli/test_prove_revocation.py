"""The short form of `vlavirgem prove revocation`: a served gateway, read without a pause while agreements end."""

from __future__ import annotations

from vlavirgem.cli.prove_revocation import Read, Revocation, figures_of, offered, revoked, under_load
from vlavirgem_tenants.directory.finding import find_tenant


def test_no_read_that_begins_after_a_revocation_finds_anything(own_database: str) -> None:
    reader, offer = find_tenant("aalst"), offered(find_tenant("brugge"))

    with under_load(own_database, reader, offer) as reads:
        done = revoked(reader, offer, reads, 6)

    count, found, after, late = figures_of(done, [read for each in reads.by_reader for read in each])
    assert (count.value, late.value) == (6, 0)
    # And each agreement was read from, and each reader asked again after it had ended
    assert found.value >= 6
    assert after.value >= 6 * len(reads.by_reader)


def test_a_late_read_is_told_and_one_that_was_under_way_or_came_under_the_next_agreement_is_none() -> None:
    done = [Revocation(10.0, 20.0), Revocation(30.0, 40.0)]
    reads = [
        Read(9.9, 10.5, found=True),  # under way when it ended
        Read(19.0, 20.5, found=True),  # the next agreement may have been in force by then
        Read(11.0, 12.0, found=False),
    ]
    assert all(figure.holds for figure in figures_of(done, reads))

    _count, _found, after, late = figures_of(done, [*reads, Read(31.0, 32.0, found=True)])

    assert (after.value, late.value, late.holds) == (2, 1, False)
