"""The catalogue: what agencies let others try."""
