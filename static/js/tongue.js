// Two photographs side by side: choosing a day shows it at once, and the arrow keys go through the days.
// Without it the button shows the two that are chosen.
const root = document.querySelector("[data-tongue]");

function show(side) {
  const chosen = side.select.selectedOptions[0];
  side.image.src = chosen.dataset.src;
  side.image.alt = `Tongue photograph, ${chosen.textContent.trim()}`;
  side.link.href = chosen.dataset.src;
}

function step(side, by, said) {
  const next = side.select.selectedIndex + by;
  if (next < 0 || next >= side.select.options.length) return;
  side.select.selectedIndex = next;
  show(side);
  said.textContent = `${side.name}: ${side.select.selectedOptions[0].textContent.trim()}`;
}

if (root) {
  const sides = {};
  root.querySelectorAll("[data-side]").forEach((part) => {
    const side = { select: part.querySelector("select"), image: part.querySelector("img"), link: part.querySelector("a") };
    side.name = part.querySelector("label").textContent;
    sides[part.dataset.side] = side;
    side.select.addEventListener("change", () => show(side));
    show(side);
  });
  const said = root.querySelector("[data-tongue-said]");
  root.querySelector("[data-tongue-show]").hidden = true;
  root.querySelector("[data-tongue-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    // The list begins with the newest.
    const by = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(event.shiftKey ? sides.left : sides.right, by, said);
  });
}
