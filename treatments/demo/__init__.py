"""A fictional clinic of any size: invented people, believable days, the same for the same seed on the same day."""
