// A second press of a form's button does nothing while the first is on its way. The server holds to the same rule.
const SENT = "data-sent";

function buttonsOf(form) {
  return [...form.elements].filter((box) => box.type === "submit");
}

function reopen(form) {
  form.removeAttribute(SENT);
  buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.hasAttribute(SENT)) {
    event.preventDefault();
    return;
  }
  // Another script may have refused this press, or answered it itself: then the button stays open.
  queueMicrotask(() => {
    if (event.defaultPrevented) return;
    form.setAttribute(SENT, "");
    buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
});

// The page may come back from the browser's memory with its buttons still closed.
window.addEventListener("pageshow", () => document.querySelectorAll(`form[${SENT}]`).forEach(reopen));

// A file that downloads leaves the page where it was.
window.addEventListener("focus", () => {
  document.querySelectorAll(`form[${SENT}][data-download]`).forEach(reopen);
});
