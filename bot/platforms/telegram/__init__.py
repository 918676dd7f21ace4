"""Telegram: what is heard there, what is shown there, and how it is carried."""
