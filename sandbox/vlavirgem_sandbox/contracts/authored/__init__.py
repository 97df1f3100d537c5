"""What an author says of a contract's answers beside the contract: extensions of our own, read once, when compiling.

``x-vlavirgem-when`` says for which calls an example is (:mod:`.conditions`), ``x-vlavirgem-template`` that its texts
hold placeholders (:mod:`.templates`), ``x-vlavirgem-sequence`` which comes after which (:mod:`.sequences`), and
``x-vlavirgem-personas``, at the root, who its fictitious people are (:mod:`.personas`).
"""
