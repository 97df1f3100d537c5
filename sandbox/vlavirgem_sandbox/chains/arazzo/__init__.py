"""Arazzo 1.0 (https://spec.openapis.org/arazzo/v1.0.1): reading, checking and evaluating a description.

Pure Python: no models, no database, no network. :func:`vlavirgem_sandbox.chains.arazzo.reading.read_arazzo` turns a
file into a description or into problems, each with its place and its remedy;
:class:`vlavirgem_sandbox.chains.arazzo.performing.Performance` runs one over whatever makes the calls.
"""
