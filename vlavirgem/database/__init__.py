"""The database under the town: where it is, and the embedded server that makes one command enough."""
