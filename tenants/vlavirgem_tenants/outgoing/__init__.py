"""The one way out: every connection that the installation opens to another's server goes through ``sending.send``.

Which servers those may be is the operator's word (``hosts``); what they are called with is kept sealed (``sealing``).
"""
