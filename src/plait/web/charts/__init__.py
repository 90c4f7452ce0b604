"""The chart grammar: one set of parts, drawn on the server as SVG.

Each module has a frozen dataclass, and `draw` (safe SVG), `sentence` (what a headteacher could read aloud) and
`table` (the same figures as a table). The SVG carries classes and no styles, because the page's policy allows none.
Places along a chart are percentages, so that a chart fills its column while its dots and words keep their size.
"""
