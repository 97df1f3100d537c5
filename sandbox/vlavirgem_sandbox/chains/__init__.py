"""Chains: operations of several try-outs strung into one flow, written in Arazzo 1.0, run, traced and counted."""
