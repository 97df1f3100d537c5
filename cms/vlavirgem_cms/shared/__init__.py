"""Shared knowledge: the copies of pages that tenants gave to each other, in the commons."""
