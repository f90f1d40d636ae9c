/* Finds a file by its hash, which is calculated here: the file stays with whoever chose it. Browsers do that over HTTPS
   and on localhost alone; elsewhere the button stays hidden. */

const pick = document.querySelector("[data-pick]");
const file = pick.querySelector("[data-hash]");
const status = document.querySelector("[data-hash-status]");
pick.hidden = !crypto.subtle;

async function hash(chosen) {
  const digest = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

file.addEventListener("change", async () => {
  if (!file.files.length) return;
  status.textContent = file.dataset.busy;
  try {
    file.form.elements.q.value = await hash(file.files[0]);
  } catch {
    status.textContent = file.dataset.failed;
    return;
  }
  file.form.requestSubmit();
});
