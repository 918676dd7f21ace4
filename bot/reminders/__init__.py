"""What time asks for: rows that fall due become requests from the clock."""
