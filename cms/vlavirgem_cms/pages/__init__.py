"""The tenant's own pages: its public face and what it writes down of what it learned (Wagtail)."""
