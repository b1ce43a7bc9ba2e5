// Copies the text of a box. Without scripts the box can be selected and copied by hand.
const button = document.querySelector("[data-copy]");
const box = button && document.getElementById(button.dataset.copy);
const said = document.querySelector("[data-copy-said]");

if (box && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser does not allow it: press Ctrl+C.";
    }
  });
}
