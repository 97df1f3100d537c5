"""Whether what answers calls keeps to a contract: a try-out of ours, or the real service of its publisher."""
