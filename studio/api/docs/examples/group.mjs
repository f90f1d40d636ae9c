import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.STUDIO_URL}/v1`,
  apiKey: process.env.STUDIO_KEY,
});
const response = await client.images.generate({
  model: "doubao-seedream-4.5",
  prompt: "One vase in three glazes: celadon, ash, ox blood",
  sequential_image_generation: "auto",
  sequential_image_generation_options: { max_images: 3 },
});
for (const image of response.data) {
  console.log(image.url);
}
