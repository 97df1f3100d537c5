"""Which place in a document fills which field of a kind: suggested by names, chosen by a person, kept for next time.

What a try-out remembers and the rows of a table are both documents; ``from_state`` and ``tables`` bring them here.
"""
