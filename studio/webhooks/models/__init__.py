"""Webhook endpoints and their deliveries."""

from studio.webhooks.models.delivery import Delivery, DeliveryState
from studio.webhooks.models.endpoint import DisabledReason, Endpoint, EventType

__all__ = ["Delivery", "DeliveryState", "DisabledReason", "Endpoint", "EventType"]
