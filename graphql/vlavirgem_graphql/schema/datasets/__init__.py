"""Datasets of the calling tenant, before anything of them is offered."""
