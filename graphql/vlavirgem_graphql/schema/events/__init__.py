"""Events of a subscription: a record, an agreement or a try-out that changed."""
