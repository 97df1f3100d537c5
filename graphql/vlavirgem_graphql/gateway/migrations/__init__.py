"""Migrations of the app ``gateway``."""
