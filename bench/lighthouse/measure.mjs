/* node measure.mjs SESSION PATH-OF-CHROMIUM FORM-FACTOR,… URL… : prints one JSON line for each page and form factor, with its three scores (0 to 100). */
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [session, chromePath, formFactors, ...urls] = process.argv.slice(2);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/* Lighthouse's own presets: a slow phone on a slow network, and a desktop. */
const FORM_FACTORS = {
  phone: {},
  desktop: {
    formFactor: "desktop",
    screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    throttling: { rttMs: 40, throughputKbps: 10240, cpuSlowdownMultiplier: 1, requestLatencyMs: 0, downloadThroughputKbps: 0, uploadThroughputKbps: 0 },
    emulatedUserAgent: false,
  },
};

/* A trace sometimes lacks its first paint and Lighthouse returns no score; then it is measured again. */
async function measure(url, flags, config) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { lhr } = await lighthouse(url, flags, config);
    if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
    if (CATEGORIES.every((id) => lhr.categories[id].score !== null)) return lhr;
  }
  throw new Error(`Lighthouse gives no scores for ${url}.`);
}

const chrome = await launch({ chromePath, chromeFlags: FLAGS });
const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null });
await browser.setCookie({ name: "sessionid", value: session, domain: new URL(urls[0]).hostname, path: "/", httpOnly: true });
for (const url of urls)
  for (const [form, settings] of Object.entries(FORM_FACTORS).filter(([name]) => formFactors.split(",").includes(name))) {
    const flags = { port: chrome.port, logLevel: "error", onlyCategories: CATEGORIES };
    const lhr = await measure(url, flags, { extends: "lighthouse:default", settings });
    const scores = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(lhr.categories[id].score * 100)]));
    const lost = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9).map((audit) => `${audit.id} ${audit.displayValue ?? ""}`.trim());
    console.log(JSON.stringify({ url, form, scores, lost }));
  }
await browser.disconnect();
await chrome.kill();
