"""What the peer strawberry-django reads."""
