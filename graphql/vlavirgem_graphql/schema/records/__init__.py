"""Records of datasets: one GraphQL type per declared kind."""
