"""Knowledge that organisations share."""
