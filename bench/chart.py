"""A table for the terminal and a bar chart as SVG."""

from pathlib import Path

GREEN, RED = "#1d6b52", "#a4262c"


def table(rows):
    """`rows`: (what, measured, wanted, holds)."""
    width = max(len(row[0]) for row in rows)
    for what, measured, wanted, holds in rows:
        print(f"{'ok    ' if holds else 'MISSED'} {what:<{width}}  {measured:>10}  wanted {wanted}")


def bars(file: Path, title, values):
    """`values`: name → number. Writes a chart without script or foreign font."""
    largest = max(values.values())
    height = 40 + 34 * len(values)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" role="img" aria-label="{title}">',
        f'<rect width="640" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" font-family="sans-serif" font-size="15" fill="#17211c">{title}</text>',
    ]
    for index, (name, value) in enumerate(values.items()):
        y = 40 + 34 * index
        parts.append(
            f'<text x="12" y="{y + 18}" font-family="sans-serif" font-size="13" fill="#17211c">{name}</text>'
            f'<rect x="300" y="{y + 4}" width="{max(2, round(260 * value / largest))}" height="20" fill="{GREEN}"/>'
            f'<text x="{306 + round(260 * value / largest)}" y="{y + 19}" font-family="sans-serif" font-size="12" '
            f'fill="#17211c">{value:,.0f}</text>'
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
