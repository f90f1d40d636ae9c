"""LiteLLM, through its client for what speaks as OpenAI does: an answer, and an error. Its streams do not work."""

import json
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # otherwise it fetches a list of prices

import litellm

ask = {
    "model": "openai/doubao-seedream-4.5",
    "prompt": "a lotus",
    "api_base": f"{os.environ['API_URL']}/v1",
    "api_key": os.environ["API_KEY"],
}
answer = litellm.image_generation(**ask, extra_body={"size": "2K", "response_format": "url"})
error = ""
try:
    litellm.image_generation(**ask, extra_body={"size": "1x1"})
except litellm.BadRequestError as refused:
    error = str(refused)
sys.stdout.write(json.dumps({"url": answer.data[0].url, "error": error}) + "\n")
