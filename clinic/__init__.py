"""How the practice runs: staff, diary, paper and the access trail."""

__version__ = "0.1.0"
