"""Try-outs: a tenant's private, stateful, resettable mock of a service version, with its keys and call log."""
