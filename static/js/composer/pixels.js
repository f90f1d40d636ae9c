/* Size arithmetic, without the DOM. */

export const tokens = (pixels) => Math.floor(pixels / 256);

/* "" when valid, else "nan", "ratio", "few", "many" or "steps". */
export function problem(width, height, limits) {
  if (!(width > 0 && height > 0)) return "nan";
  const ratio = width / height, pixels = width * height;
  if (ratio > limits.ratio || ratio < 1 / limits.ratio) return "ratio";
  if (pixels < limits.min) return "few";
  if (pixels > limits.max) return "many";
  return width % limits.step || height % limits.step ? "steps" : "";
}

/* 1920, 1080 is "16:9"; 2000, 1999 is "1.00:1". */
export function ratioName(width, height) {
  const divisor = (a, b) => (b ? divisor(b, a % b) : a), common = divisor(width, height);
  if (width / common <= 100 && height / common <= 100) return `${width / common}:${height / common}`;
  return width > height ? `${(width / height).toFixed(2)}:1` : `1:${(height / width).toFixed(2)}`;
}
