// Passing a page on: its address is on the page anyway; where the browser can, one press copies it or hands it to an app.
for (const panel of document.querySelectorAll("[data-share]")) {
  const link = panel.querySelector("[data-share-link]");
  const note = panel.querySelector("[data-share-note]");
  const copy = panel.querySelector("[data-share-copy]");
  const send = panel.querySelector("[data-share-send]");

  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      note.textContent = panel.dataset.copied;
    } catch {
      // Browsers keep the clipboard from pages without HTTPS.
      getSelection().selectAllChildren(link);
      note.textContent = panel.dataset.marked;
    }
  });

  if (!navigator.share) continue;
  send.hidden = false;
  send.addEventListener("click", () => navigator.share({ title: document.title, url: link.href }).catch(() => {}));
}
