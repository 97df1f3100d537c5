"""What is done with evidence: one module for each act."""
