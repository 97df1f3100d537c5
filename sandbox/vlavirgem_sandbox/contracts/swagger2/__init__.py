"""Swagger 2.0, read as the OpenAPI 3.0 contract that says the same.

One model serves every contract: a Swagger 2.0 document is rewritten once, where it is read, and from there on it is
OpenAPI 3.0. The way in is :func:`vlavirgem_sandbox.contracts.swagger2.document.as_openapi`.

Nothing here judges: what has another shape than Swagger asks for is passed on as it is, and the checks on OpenAPI 3.0
say what is wrong with it. Source: Swagger 2.0 specification; OpenAPI 3.0.4, sections 4.7 (objects) and 4.7.12 (styles).
"""
