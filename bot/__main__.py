"""`python -m bot …`"""

import gc

# What is made while the program loads is kept for good: looking through it for rubbish again and again would take up a
# quarter of the start.
gc.set_threshold(50_000, 20, 50)

from bot.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
