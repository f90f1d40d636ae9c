/* Keeps the offline page and its files. */
const KEPT = "{{ version }}", FILES = {{ files|safe }};

addEventListener("install", (event) => {
  skipWaiting();
  // Chromium drops what a page sends while it is left, unless it need not ask here; and a gallery's pictures are many.
  event.addRoutes?.([
    { condition: { requestMethod: "POST" }, source: "network" },
    { condition: { urlPattern: { pathname: "/images/*" }, requestDestination: "image" }, source: "network" },
  ]);
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((all) =>
  Promise.all(all.map((name) => name !== KEPT && caches.delete(name))))));
addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname;
  const kept = request.mode === "navigate" ? FILES[0] : FILES.includes(path) && path;
  if (kept && request.method === "GET") event.respondWith(fetch(request).catch(() => caches.match(kept)));
});
