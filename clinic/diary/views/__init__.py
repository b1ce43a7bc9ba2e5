"""The diary's pages: the day, booking, one appointment, one patient's appointments."""
