"""What leaves a record: its export to the person it is about, its retention, and its erasure."""
