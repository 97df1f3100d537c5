"""Keys of programs, whether they open a try-out or run a chain. Their text is made in ``tryouts.key_secrets``."""
