"""How the schema changes: what is announced, and what a change would break."""
