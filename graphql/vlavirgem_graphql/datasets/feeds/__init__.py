"""Feeds of changes (Linked Data Event Streams): read page by page from an address, or as a file."""
