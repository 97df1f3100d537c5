"""The ready-to-run installation's settings: ``vlavirgem.settings.base``; tests use ``vlavirgem.settings.test``."""
