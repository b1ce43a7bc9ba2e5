"""Who works here, and what entitles them to."""

from .credentials import Credential, CredentialType
from .people import Practitioner, User

__all__ = ["Credential", "CredentialType", "Practitioner", "User"]
