"""Records made of what a try-out remembers: which place in a document becomes which field of the kind."""
