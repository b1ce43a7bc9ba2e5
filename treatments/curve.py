"""The pain curve in words, for those who cannot see it."""

from .queries import Progress


def described(progress: Progress | None) -> str:
    """One sentence that says what the curve shows."""
    if progress is None or not progress.has_scores:
        return "No pain scores yet."
    if progress.latest is None:
        return f"One score so far: {progress.baseline} of 100 mm."
    change = progress.change_percent
    percent = f", a change of {change:+.0f} per cent" if change is not None else ""
    return f"From {progress.baseline} to {progress.latest} of 100 mm in {progress.sessions} sessions{percent}."
