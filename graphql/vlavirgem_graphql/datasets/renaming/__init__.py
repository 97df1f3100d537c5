"""Giving a dataset another title."""
