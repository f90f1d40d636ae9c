// OpenAI's client for Node, with a stream in which an image fails.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: `${process.env.API_URL}/v1`, apiKey: process.env.API_KEY, maxRetries: 0 });
let failure = "";
try {
  const stream = await client.images.generate({
    model: "doubao-seedream-4.5",
    prompt: "[[fault:fail:1]]",
    sequential_image_generation: "auto",
    sequential_image_generation_options: { max_images: 2 },
    stream: true,
  });
  for await (const _event of stream) {
    // Read to the event that fails.
  }
} catch (error) {
  failure = error.message;
}
console.log(JSON.stringify({ failure }));
