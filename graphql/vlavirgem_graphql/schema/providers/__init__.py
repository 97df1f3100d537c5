"""Organisations, as the other side of an exchange."""
