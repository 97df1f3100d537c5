"""A dataset as a whole: giving it another title, removing it, following its feed no more."""
