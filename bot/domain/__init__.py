"""What is true in the trade: records, rules, dates, money. Pure functions, no input or output."""
