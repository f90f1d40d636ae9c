// The AI SDK's provider for ByteDance, which always asks for base64.
import { createByteDance } from "@ai-sdk/bytedance";

const provider = createByteDance({ baseURL: `${process.env.API_URL}/api/v3`, apiKey: process.env.API_KEY });
const { images } = await provider.image("seedream-4-5-251128").doGenerate({
  prompt: "a lotus",
  n: 1,
  size: "2048x2048",
  providerOptions: {},
});
console.log(JSON.stringify({ begins: Buffer.from(images[0], "base64").subarray(0, 2).toString("hex") }));
