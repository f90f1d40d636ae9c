/* The arithmetic of sizes: what is legal, what is nearest, how a ratio is written. No page in here. */

export const tokens = (pixels) => Math.floor(pixels / 256);

/* "" when legal, else "nan", "ratio", "few" or "many". */
export function problem(width, height, limits) {
  if (!(width > 0 && height > 0)) return "nan";
  const ratio = width / height, pixels = width * height;
  if (ratio > limits.ratio || ratio < 1 / limits.ratio) return "ratio";
  if (pixels < limits.min) return "few";
  return pixels > limits.max ? "many" : "";
}

/* The nearest legal size in steps of 8 pixels, of the same ratio where that is legal. */
export function nearest(width, height, limits) {
  const ratio = Math.min(limits.ratio, Math.max(1 / limits.ratio, width / height));
  const pixels = Math.min(limits.max, Math.max(limits.min, width * height));
  const fits = (pair) => !problem(...pair, limits);
  const exact = [Math.sqrt(pixels * ratio), Math.sqrt(pixels / ratio)];
  const ways = [Math.round, Math.ceil, Math.floor];
  const candidates = ways.flatMap((a) => ways.map((b) => [a(exact[0] / 8) * 8, b(exact[1] / 8) * 8]));
  const far = ([w, h]) => Math.abs(Math.log(w / h / ratio)) + Math.abs(Math.log((w * h) / pixels)) / 4;
  return candidates.filter(fits).sort((a, b) => far(a) - far(b))[0];
}

/* 1920, 1080 is "16:9"; 2000, 1999 is "1.00:1". */
export function ratioName(width, height) {
  const divisor = (a, b) => (b ? divisor(b, a % b) : a), common = divisor(width, height);
  if (width / common <= 100 && height / common <= 100) return `${width / common}:${height / common}`;
  return width > height ? `${(width / height).toFixed(2)}:1` : `1:${(height / width).toFixed(2)}`;
}
