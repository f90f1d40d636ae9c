from studio.policies.models.installation_settings import InstallationSettings

__all__ = ["InstallationSettings"]
