// Keyboard of the staff pages: "/" goes to the search box, "?" shows the shortcuts.
const search = document.querySelector("[data-shortcut-search]");
const shortcuts = document.querySelector("[data-shortcuts]");
const opener = document.querySelector("[data-shortcuts-open]");

function isTyping(target) {
  if (target.isContentEditable) return true;
  const isBox = target.matches?.("input, textarea, select");
  return Boolean(isBox) && !["checkbox", "radio", "range", "button", "submit"].includes(target.type);
}

function showShortcuts() {
  if (shortcuts && !shortcuts.open) shortcuts.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    showShortcuts();
  }
});

if (opener && shortcuts) {
  opener.hidden = false;
  opener.addEventListener("click", showShortcuts);
}
