"""TradeTrail: the chat-bot that keeps an export desk's promises, and the proof of them."""

__version__ = "0.1.0"
