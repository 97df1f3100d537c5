"""The evidence of what was read and done, and the acts of the parties to an agreement."""
