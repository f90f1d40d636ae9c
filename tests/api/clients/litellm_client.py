"""LiteLLM, through its client for OpenAI-compatible APIs: an image and an error. Its streams do not work."""

import json
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # otherwise it fetches a list of prices

import litellm

parameters = {
    "model": "openai/doubao-seedream-4.5",
    "prompt": "a lotus",
    "api_base": f"{os.environ['API_URL']}/v1",
    "api_key": os.environ["API_KEY"],
}
response = litellm.image_generation(**parameters, extra_body={"size": "2K", "response_format": "url"})
error = ""
try:
    litellm.image_generation(**parameters, extra_body={"size": "1x1"})
except litellm.BadRequestError as refused:
    error = str(refused)
sys.stdout.write(json.dumps({"url": response.data[0].url, "error": error}) + "\n")
