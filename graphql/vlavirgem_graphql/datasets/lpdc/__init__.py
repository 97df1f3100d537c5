"""Import of a product catalogue as LPDC publishes it: Turtle in, checked records and a report per record out.

The file comes from outside, so nothing in it is trusted or fetched (``trust.md``, "Imports are hostile").
"""
