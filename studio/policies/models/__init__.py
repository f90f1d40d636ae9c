from studio.policies.models.input_rule import InputRule, RuleEffect, RuleKind
from studio.policies.models.installation_settings import InstallationSettings

__all__ = ["InputRule", "InstallationSettings", "RuleEffect", "RuleKind"]
