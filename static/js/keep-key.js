// After Back, Chromium brings back what was typed but a fresh one-time key: saving again would make a second session.
// The key that was sent is kept with this entry of the history and put back, so that the server knows the form again.
const form = document.querySelector("form[data-keeps-key]");
const key = form?.elements.once_key;
const [arrival] = performance.getEntriesByType("navigation");

if (key && arrival?.type === "back_forward" && history.state?.onceKey) key.value = history.state.onceKey;
form?.addEventListener("submit", () => {
  if (key) history.replaceState({ ...history.state, onceKey: key.value }, "");
});
