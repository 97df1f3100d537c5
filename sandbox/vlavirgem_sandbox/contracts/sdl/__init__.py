"""GraphQL contracts, in the schema definition language (SDL): read, check, answer.

* :mod:`~vlavirgem_sandbox.contracts.sdl.reading` turns uploaded files into a contract or problems;
* :mod:`~vlavirgem_sandbox.contracts.sdl.graphql_contract` serves it.

Source: the GraphQL specification, edition of September 2025, and GraphQL over HTTP. What a request may ask is held to
:mod:`vlavirgem.graphql_requests`, as the data gateway holds it.
"""
