"""Records out: as linked data (JSON-LD, Turtle) with a report of how it fits the shapes of its kind, and as tables."""
