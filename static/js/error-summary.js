// Moves the focus to the error summary, and from each of its links to the box that it names.
const summary = document.querySelector("[data-error-summary]");

function labelOf(box) {
  const group = box.closest("fieldset");
  return group?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(box.id)}"]`) ?? box;
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const box = link && document.getElementById(link.hash.slice(1));
    if (!box) return;
    event.preventDefault();
    labelOf(box).scrollIntoView({ block: "start" });
    box.focus({ preventScroll: true });
  });
}
