"""Pages about treatments: the chart, sessions, today, points."""
