"""How dates and numbers are written here, in each language: FORMAT_MODULE_PATH of the settings."""
