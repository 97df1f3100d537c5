"""Organisations of the network, and what each of them shows to others."""
