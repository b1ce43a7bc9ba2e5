// A page brought back from the browser's memory may be older than what was saved since: ask the server for it anew.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
