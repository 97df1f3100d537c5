"""Removing a dataset with its records and the reports of its imports."""
