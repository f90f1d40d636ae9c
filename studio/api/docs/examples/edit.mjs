import { readFile } from "node:fs/promises";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.STUDIO_URL}/v1`,
  apiKey: process.env.STUDIO_KEY,
});
const picture = await readFile("vase.jpg", "base64");
const response = await client.images.generate({
  model: "doubao-seedream-4.5",
  prompt: "Place the vase on a terrazzo plinth",
  images: [`data:image/jpeg;base64,${picture}`],
});
console.log(response.data[0].url);
