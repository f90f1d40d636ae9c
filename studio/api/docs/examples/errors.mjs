import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.STUDIO_URL}/v1`,
  apiKey: process.env.STUDIO_KEY,
});
try {
  await client.images.generate({
    model: "doubao-seedream-4.5",
    prompt: "A vase",
    size: "100x100",
  });
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error;
  console.log(error.status, error.code, error.message);
  console.log("x-request-id:", error.requestID);
}
