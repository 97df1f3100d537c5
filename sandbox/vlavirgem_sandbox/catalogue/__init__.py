"""The network's catalogue: services that agencies publish, version by version, each with the contract it keeps to."""
