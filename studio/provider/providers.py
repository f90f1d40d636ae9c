"""The kinds of providers that serve the API, and how they differ."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A kind of provider: services with the same API variant."""

    name: str
    base_url: str
    """Without the path; a setting may override it."""
    references_field: Literal["images", "image"]
    result_hosts: tuple[str, ...]
    """Hosts allowed in result links, including their subdomains."""
    console_url: str = ""
    """Where the account's owner finds keys, quota and bills; empty without an account."""


KINDS = {
    kind.name: kind
    for kind in (
        Provider(
            name="sandbox",
            base_url="http://127.0.0.1:9099/v1",
            references_field="images",
            result_hosts=(),  # its links use its own loopback address, not a public host
        ),
        Provider(
            name="modelverse",
            base_url="https://api.modelverse.cn/v1",
            references_field="images",
            # Its result host is not published: these are the storage hosts of its owner and of the model's owner.
            result_hosts=("modelverse.cn", "umodelverse.ai", "ufileos.com", "volces.com"),
            console_url="https://console.ucloud.cn/modelverse",
        ),
        Provider(
            name="ark",
            base_url="https://ark.cn-beijing.volces.com/api/v3",
            references_field="image",
            result_hosts=("volces.com",),
            console_url="https://console.volcengine.com/ark",
        ),
        Provider(
            name="byteplus",
            base_url="https://ark.ap-southeast.bytepluses.com/api/v3",
            references_field="image",
            result_hosts=("bytepluses.com", "volces.com"),
            console_url="https://console.byteplus.com/ark",
        ),
    )
}
