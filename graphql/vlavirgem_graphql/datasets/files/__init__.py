"""Files of records on their way in: what would become of each is shown before anything is imported."""
