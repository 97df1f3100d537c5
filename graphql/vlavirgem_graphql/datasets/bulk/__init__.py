"""Changing many records at once: looked at before it is done, and done whole or not at all."""
