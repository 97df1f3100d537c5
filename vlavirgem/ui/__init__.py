"""The interface: page frame, components, forms and the living catalogue at /style/."""
