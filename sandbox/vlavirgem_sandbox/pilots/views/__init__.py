"""The pages of the pilots: they read the request, call a service, and say what was done."""
