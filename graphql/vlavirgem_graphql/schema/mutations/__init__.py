"""What a program or a member in the explorer can do, each by the service that the pages use too: one file an act."""
