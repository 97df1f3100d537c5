"""The compiled path: one GraphQL selection becomes one PostgreSQL statement, whose JSON passes through as bytes."""
