"""Values made from a schema: the same for the same seed, and valid by construction.

The generator never asks the validator whether it did well. What it cannot construct with certainty (``oneOf``, ``not``,
``if``), it holds against its own reading of the schema in ``conformance``; the validator stays an independent witness.
"""
