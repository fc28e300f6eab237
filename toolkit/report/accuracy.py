"""How often each reader is right, as the page says it in short; `docs/accuracy.md` tells how it was measured, and the rest."""

ARTICLES = "60 articles of 60 US and British outlets that nothing was trained on, coded by hand"
"""What the figures were measured on."""

ACCURACY = (
    ("attributions, at least four fifths of their characters alike (F1)", 66.0, 75.1),
    ("characters of attributed content (F1)", 87.5, 89.7),
    ("the speaker of attributions that were found (right)", 78.4, 77.1),
    ("loaded terms that are reported (marked by the coder too)", 83.4, 81.1),
    ("loaded terms, those missed included (F1)", 57.1, 65.0),
    ("own voice or attributed, of loaded terms that were found (right)", 90.6, 92.3),
)
"""What was read, and the per cent of the fast and the accurate reader."""
