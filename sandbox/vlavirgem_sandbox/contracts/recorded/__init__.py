"""Recorded calls as a source of examples: a Postman collection or a HAR file beside an OpenAPI contract.

:func:`vlavirgem_sandbox.contracts.recorded.reading.read_recorded` turns a file into calls with their answers;
:func:`vlavirgem_sandbox.contracts.recorded.adding.with_recorded` puts those that keep to the contract into it.
"""
