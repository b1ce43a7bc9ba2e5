"""The pages about patients, by subject."""
