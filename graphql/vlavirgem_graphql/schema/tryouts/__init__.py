"""Try-outs of the calling organisation: they live in its own schema, where nobody else comes."""
