"""What others can do with a kind without us: its JSON Schema, JSON-LD context, SHACL shapes and labels, all derived.

Each has a stable address on the network's host (``addresses``); ``exchange.kind_pages`` serves them.
"""
