"""AsyncAPI 2 and 3: read as the OpenAPI document that says the same, of which the AsyncAPI document stays a part.

What clients may send to a channel becomes ``POST`` on a path with the channel's address; what the service sends becomes
a webhook. Payload schemas stay where they are and are referred to, so that every pointer to a rule is one into the
contract.
"""
