"""The desk's own rooms: a web page and a terminal, for a firm without, or beside, Slack and Telegram."""
