"""`python -m bot …`"""

import gc
import os
import sys

# What is made while the program loads is kept for good: looking through it for rubbish takes a twentieth of the start.
gc.set_threshold(50_000, 20, 50)
# pydantic would read through every installed package for plugins of its own, which takes a hundredth.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> None:
    """The desk itself, which has no options and does without what reads them; else whatever command is named."""
    if sys.argv[1:] == ["run"]:
        # The running desk takes it up again, see `bot.running`.
        gc.disable()
        from bot.terminal.ending import end
        from bot.terminal.serving import run_desk

        end(run_desk)
    from bot.cli import main as chosen

    chosen()


if __name__ == "__main__":
    main()
