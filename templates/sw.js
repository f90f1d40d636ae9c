/* Caches the offline page and its files. */
const CACHE = "{{ version }}", FILES = {{ files|safe }};

addEventListener("install", (event) => {
  skipWaiting();
  // Chromium drops requests sent while a page unloads, unless they bypass the worker; and a gallery has many images.
  event.addRoutes?.([
    { condition: { requestMethod: "POST" }, source: "network" },
    { condition: { urlPattern: { pathname: "/images/*" }, requestDestination: "image" }, source: "network" },
  ]);
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((all) =>
  Promise.all(all.map((name) => name !== CACHE && caches.delete(name))))));
addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname;
  const cached = request.mode === "navigate" ? FILES[0] : FILES.includes(path) && path;
  if (cached && request.method === "GET") event.respondWith(fetch(request).catch(() => caches.match(cached)));
});
