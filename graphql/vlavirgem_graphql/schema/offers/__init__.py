"""Offers: what can be read, and of what an agreement can be asked."""
