"""The library's pages: for everyone, and for those who hand sheets out."""
