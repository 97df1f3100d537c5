"""Messages that a service sends by itself, in one form: callbacks and webhooks of OpenAPI, channels of AsyncAPI.

An AsyncAPI document is read as the webhooks and callbacks that say the same (``contracts/asyncapi``), so that what
stands here knows one way in which a contract declares a message: an operation that its receiver answers.
"""
