"""Agreements of the calling tenant."""
