"""Writes on the exchange, one module per thing that is written."""
