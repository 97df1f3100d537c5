"""Subscriptions: a document that stays open, answered as a stream of server-sent events."""
