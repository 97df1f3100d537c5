"""The test-data guard: finds national register numbers of real people in whatever a person or a program hands in.

Tenants hold test data (``domain.md``, "Rules that hold everywhere"). Pure: no database, no settings, no text for
people; the caller refuses, in its own words, with the places found here.
"""

from vlavirgem_tenants.test_data_guard.finding import Finding, find_real_numbers, mask_real_numbers
from vlavirgem_tenants.test_data_guard.register_number import is_real_number

__all__ = ["Finding", "find_real_numbers", "is_real_number", "mask_real_numbers"]
