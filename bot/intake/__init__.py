"""Takes over the spreadsheet a firm uses today, row by row, as if somebody had typed it: all of it or nothing."""
