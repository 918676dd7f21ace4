"""What goes wrong at the page and can be said in one sentence."""


class Problem(Exception):
    """A page that says what is wrong: its status and the key of its sentence."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key
