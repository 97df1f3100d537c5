"""Documents that kinds are made of, to begin from."""
