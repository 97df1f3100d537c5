"""Two versions of a contract beside each other: what changed, and what of it breaks a program that calls the older one.

A call and an answer are opposites. A program breaks when the newer version *asks more* of its calls, or *promises less*
of the answers it gets; the other way round nothing breaks. So each difference between two schemas is first found as
"narrower" or "wider", whatever its direction, and only then judged (``changes.level_of``).

The ways in are ``contracts.compare_contracts`` (JSON Schema), ``soap.compare_services`` (WSDL with XML Schema) and
``graphql.compare_schemas``.
"""
