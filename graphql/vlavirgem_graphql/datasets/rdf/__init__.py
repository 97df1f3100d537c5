"""Linked data in, records out: a file of any kind is read by what the kind's declaration says of its properties.

The file comes from outside, so nothing in it is trusted or fetched (``trust.md``, "Imports are hostile").
"""
