"""`python -m practice_lint`"""

from practice_lint.cli import main

main()
