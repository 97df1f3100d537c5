"""What changed and when, in one order for all readers: what the gateway's subscriptions are fed from."""
