"""What may be done with a purchase: one keyword-only function for each act, with its actor and its line of history."""
