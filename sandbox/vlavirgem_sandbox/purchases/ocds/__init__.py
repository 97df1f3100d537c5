"""A joint purchase as an Open Contracting Data Standard 1.1 release package.

Core fields only, so that a validator needs no extension from the web: each lot is an item of the tender, and the award
of a lot holds that item. What a reader's tenant may not see (bids before the award) is not in the file either.
"""

from vlavirgem_sandbox.purchases.ocds.package import release_package

__all__ = ["release_package"]
