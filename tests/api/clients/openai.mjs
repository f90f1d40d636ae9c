// OpenAI's client for Node: an answer, a stream, and a stream in which an image fails.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: `${process.env.API_URL}/v1`, apiKey: process.env.API_KEY, maxRetries: 0 });
const group = {
  sequential_image_generation: "auto",
  sequential_image_generation_options: { max_images: 2 },
};
const ask = (fields) => client.images.generate({ model: "doubao-seedream-4.5", prompt: "two views", ...fields });

const whole = await ask({ size: "2K" });
const types = [];
for await (const event of await ask({ ...group, stream: true })) {
  types.push(event.type.split(".").pop());
}
let failure = "";
try {
  for await (const _event of await ask({ ...group, stream: true, prompt: "[[fault:fail:1]]" })) {
    // Read to the event that fails.
  }
} catch (error) {
  failure = error.message;
}
console.log(JSON.stringify({ url: whole.data[0].url, usage: whole.usage, types, failure }));
