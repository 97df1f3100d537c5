"""The contract engine: reads an agency's contract, checks calls against it and answers them.

Pure Python: no models, no database, no network. What the engine remembers between calls it keeps through
:class:`vlavirgem_sandbox.contracts.state.StateStore`, which the try-outs implement over their own tables.

The way in, in the order of use:

* :func:`vlavirgem_sandbox.contracts.reading.read_contract` turns an uploaded file into a contract or problems;
* :func:`vlavirgem_sandbox.contracts.compiling.compile_contract` makes a contract ready to serve calls:
  whatever its dialect, it does what :class:`vlavirgem_sandbox.contracts.served.ServedContract` lists.

OpenAPI 3.0 and 3.1 are read, Swagger 2.0 as the OpenAPI 3.0 that says the same, AsyncAPI 2 and 3 as the OpenAPI 3.1
that does, WSDL 1.1, and GraphQL's SDL. A further dialect enters in
``reading`` (its own reader that gives a :class:`~vlavirgem_sandbox.contracts.model.Contract`) and in
``compiling`` (a class of its own that matches, checks and answers).
"""
