"""`python -m vlavirgem` is `vlavirgem`."""

from vlavirgem.cli import main

main()
