"""The database backend: a connection that has no rights outside a tenant's transaction."""
