"""Where services really answer: held against their contract by ``conformance``, called through by ``tryouts``."""
