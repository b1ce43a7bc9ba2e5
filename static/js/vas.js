// A slider beside each pain score's number box. Blank stays blank until somebody touches one of the two.
const START_KEYS = ["ArrowLeft", "ArrowDown", "Home", "PageDown"];

function makeSlider(box, min, max) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = min;
  slider.max = max;
  slider.step = 1;
  slider.id = `${box.id}_slider`;
  const label = document.querySelector(`label[for="${CSS.escape(box.id)}"]`);
  slider.setAttribute("aria-label", `${label ? label.firstChild.textContent.trim() : "Pain score"}, slider`);
  return slider;
}

function scoreIn(box, min, max) {
  const typed = box.value.trim();
  if (!/^\d{1,3}$/.test(typed)) return null;
  const score = Number(typed);
  return score >= min && score <= max ? score : null;
}

function start(vas) {
  const box = vas.querySelector("input");
  const state = vas.querySelector("[data-vas-state]");
  const clear = vas.querySelector("[data-vas-clear]");
  const min = Number(vas.dataset.min);
  const max = Number(vas.dataset.max);
  const slider = makeSlider(box, min, max);

  function show() {
    const score = scoreIn(box, min, max);
    const isBlank = box.value.trim() === "";
    slider.value = score ?? min;
    slider.classList.toggle("is-blank", score === null);
    slider.style.setProperty("--at", String(((score ?? min) - min) / (max - min)));
    state.textContent = isBlank ? "Not scored" : score === null ? `Not a whole number from ${min} to ${max}` : "";
    slider.setAttribute("aria-valuetext", score === null ? state.textContent : `${score} millimetres`);
    clear.hidden = isBlank;
  }

  function put(value) {
    box.value = value;
    show();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  box.addEventListener("input", show);
  slider.addEventListener("input", () => put(slider.value));
  // The slider's own value does not change when a blank score is set to the lowest one, so nothing is announced.
  slider.addEventListener("pointerup", () => scoreIn(box, min, max) === null && put(slider.value));
  slider.addEventListener("keydown", (event) => {
    if (scoreIn(box, min, max) === null && START_KEYS.includes(event.key)) put(min);
  });
  clear.addEventListener("click", () => {
    put("");
    box.focus();
  });

  vas.querySelector("[data-vas-slot]").append(slider);
  state.hidden = false;
  if (box.disabled) slider.disabled = true;
  show();
}

document.querySelectorAll("[data-vas]").forEach(start);
