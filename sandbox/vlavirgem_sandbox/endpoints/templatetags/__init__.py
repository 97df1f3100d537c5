"""Template tags of the endpoints, for pages of other rooms."""
