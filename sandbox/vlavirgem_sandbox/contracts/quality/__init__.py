"""How well a contract helps the people who have to build on it: rules that each contract is held against.

:func:`vlavirgem_sandbox.contracts.quality.measuring.measure` holds one against them; nothing here is about whether the
service itself is any good, or whether a try-out of it works (``read_contract`` says the latter).
"""
