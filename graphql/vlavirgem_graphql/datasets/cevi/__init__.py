"""A product catalogue as the vendor CEVI exports it: XML that is not well-formed, repaired product by product."""
