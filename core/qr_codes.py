"""QR codes as pictures (ISO/IEC 18004)."""

import io


def png(text: str) -> bytes:
    """A picture sharp enough for paper and telephone; error correction M survives a crease."""
    import segno  # noqa: PLC0415 - only who draws one pays for the library's memory

    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=8, border=4)
    return file.getvalue()
