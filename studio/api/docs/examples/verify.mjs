import { createHmac, timingSafeEqual } from "node:crypto";

/* The event; throws unless the studio sent it just now. `body` is the raw text. */
export function verify(secret, headers, body) {
  const sentAt = headers["webhook-timestamp"];
  if (Math.abs(Date.now() / 1000 - sentAt) > 300) {
    throw new Error("The message is too old.");
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${sentAt}.${body}`;
  const digest = createHmac("sha256", key).update(signed).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  for (const signature of headers["webhook-signature"].split(" ")) {
    const given = Buffer.from(signature);
    if (given.length === expected.length && timingSafeEqual(given, expected)) {
      return JSON.parse(body);
    }
  }
  throw new Error("The signature is not valid.");
}
