"""Template tags of the try-outs, for pages of other rooms."""
