"""Kinds that an operator makes of a JSON Schema document, without code: read, compared, and known in every process."""
