from studio.policies.models.input_rule import InputRule, RuleEffect, RuleKind
from studio.policies.models.installation_settings import InstallationSettings
from studio.policies.models.model_switch import ModelSwitch

__all__ = ["InputRule", "InstallationSettings", "ModelSwitch", "RuleEffect", "RuleKind"]
