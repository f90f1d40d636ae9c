import { writeFile } from "node:fs/promises";

async function get(path) {
  const headers = { Authorization: `Bearer ${process.env.STUDIO_KEY}` };
  const response = await fetch(process.env.STUDIO_URL + path, { headers });
  if (!response.ok) throw new Error(await response.text());
  return response;
}

const page = await (await get("/v1/images?q=vase&limit=20")).json();
for (const image of page.data) {
  const file = await get(`/v1/images/${image.id}/file`);
  await writeFile(`${image.id}.jpg`, Buffer.from(await file.arrayBuffer()));
  console.log(image.id, image.prompt);
}
