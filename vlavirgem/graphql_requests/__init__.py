"""What every GraphQL endpoint of the house asks of a request, whatever schema stands behind it.

The data gateway and the try-outs of GraphQL services answer under the same rules: how a request is written
(:mod:`~vlavirgem.graphql_requests.requests`), how much it may ask (:mod:`~vlavirgem.graphql_requests.limits`), how its
document is read (:mod:`~vlavirgem.graphql_requests.documents`) and held against the schema
(:mod:`~vlavirgem.graphql_requests.rules`), and in what words it is refused
(:mod:`~vlavirgem.graphql_requests.wording`).
"""
