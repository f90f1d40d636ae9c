"""The ledger: what was requested from the provider, what it returned, and where the files are stored."""

from studio.generations.models.budget_request import BudgetRequest
from studio.generations.models.draft import Draft
from studio.generations.models.generation import Generation
from studio.generations.models.hidden_run import HiddenRun
from studio.generations.models.image import Image
from studio.generations.models.outcome_decision import Outcome, OutcomeDecision
from studio.generations.models.pause import ProviderPause
from studio.generations.models.pending_file import PendingFile
from studio.generations.models.reference import Reference
from studio.generations.models.upload import Upload

__all__ = [
    "BudgetRequest",
    "Draft",
    "Generation",
    "HiddenRun",
    "Image",
    "Outcome",
    "OutcomeDecision",
    "PendingFile",
    "ProviderPause",
    "Reference",
    "Upload",
]
