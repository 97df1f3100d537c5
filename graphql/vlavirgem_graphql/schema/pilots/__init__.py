"""Pilots and what they taught: ours, and those that others share with us."""
