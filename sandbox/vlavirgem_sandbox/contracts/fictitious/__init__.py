"""Flemish data of nobody: people, addresses, numbers and associations, drawn from a random source.

Names are common ones in chance company; places are real; numbers keep to their check digits and lie in ranges that
are given to nobody, or are marked as test numbers.
"""
