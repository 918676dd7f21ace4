"""`python -m bot …`"""

import gc
import sys

# What is made while the program loads is kept for good: looking through it for rubbish again and again would take up a
# quarter of the start.
gc.set_threshold(50_000, 20, 50)


def main() -> None:
    """The desk itself, which has no options and does without what reads them; else whatever command is named."""
    if sys.argv[1:] == ["run"]:
        from bot.terminal.ending import end
        from bot.terminal.serving import run_desk

        end(run_desk)
    from bot.cli import main as chosen

    chosen()


if __name__ == "__main__":
    main()
