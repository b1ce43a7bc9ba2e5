"""Reading other people's spreadsheets: bytes to rows, headers to fields, cells to details. Pure, no database."""
