"""Template tags of the purchases."""
