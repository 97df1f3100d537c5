"""The evidence of exchange: what we did, and what others did with our data."""
