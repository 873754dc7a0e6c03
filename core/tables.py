"""Tables that people open in a spreadsheet."""

# A cell that begins so is a formula to Excel and LibreOffice (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """An apostrophe in front tells spreadsheets that this is text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
