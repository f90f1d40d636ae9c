import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.STUDIO_URL}/v1`,
  apiKey: process.env.STUDIO_KEY,
});
const response = await client.images.generate(
  {
    model: "doubao-seedream-4.5",
    prompt: "A poster for the spring tea fair",
  },
  { headers: { "Idempotency-Key": "poster-4711" } },
);
console.log(response.data[0].url);
