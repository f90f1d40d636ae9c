// npm install openai
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.STUDIO_URL}/v1`,
  apiKey: process.env.STUDIO_KEY,
});
const response = await client.images.generate({
  model: "doubao-seedream-4.5",
  prompt: "A celadon vase, morning light",
  size: "2K",
  watermark: false,
});
console.log(response.data[0].url);
