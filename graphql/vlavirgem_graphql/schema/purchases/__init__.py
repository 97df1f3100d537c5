"""Joint purchases: those that we run, and those that we were invited to."""
