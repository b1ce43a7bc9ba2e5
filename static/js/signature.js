// A box to sign in. Strokes are lists of whole numbers, x and y in turn, on a sheet of 600 by 200.
// Without this script the box stays hidden and people sign by typing.
const WIDTH = 600;
const HEIGHT = 200;
const STEP = 2;
const MOST_NUMBERS = 12000;
const MOST_STROKES = 200;

function pathOf(strokes) {
  return strokes
    .map((stroke) => {
      const points = [];
      for (let at = 0; at < stroke.length; at += 2) points.push(`${stroke[at]} ${stroke[at + 1]}`);
      return `M${points[0]}L${points.slice(1).join(" ") || points[0]}`;
    })
    .join("");
}

function read(text) {
  try {
    const strokes = JSON.parse(text);
    const isWhole = (stroke) => Array.isArray(stroke) && stroke.length > 1 && stroke.every(Number.isInteger);
    return Array.isArray(strokes) && strokes.every(isWhole) ? strokes : [];
  } catch {
    return [];
  }
}

function start(box) {
  const field = box.closest("form").elements.strokes;
  const pad = box.querySelector("[data-signature-pad]");
  const ink = box.querySelector("[data-signature-ink]");
  const undo = box.querySelector("[data-signature-undo]");
  const clear = box.querySelector("[data-signature-clear]");
  const state = box.querySelector("[data-signature-state]");
  let strokes = read(field.value);
  let drawing = null;

  function show(words) {
    ink.setAttribute("d", pathOf(strokes));
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    undo.disabled = clear.disabled = strokes.length === 0;
    if (words !== undefined) state.textContent = words;
  }

  function pointOf(event) {
    const place = pad.getBoundingClientRect();
    const x = Math.round(((event.clientX - place.left) / place.width) * WIDTH);
    const y = Math.round(((event.clientY - place.top) / place.height) * HEIGHT);
    return [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)];
  }

  const isFull = () => strokes.length >= MOST_STROKES || strokes.flat().length >= MOST_NUMBERS - 2;

  pad.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || isFull()) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = pointOf(event);
    strokes.push(drawing);
    show("");
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing || !event.isPrimary || isFull()) return;
    const [x, y] = pointOf(event);
    const [lastX, lastY] = drawing.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < STEP) return;
    drawing.push(x, y);
    show();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = null;
    show("Signed in the box.");
  };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);
  undo.addEventListener("click", () => {
    strokes.pop();
    show(strokes.length ? "The last line was taken away." : "The box is empty.");
  });
  clear.addEventListener("click", () => {
    strokes = [];
    show("The box is empty.");
  });

  box.hidden = false;
  show(strokes.length ? "Signed in the box." : "");
}

document.querySelectorAll("[data-signature]").forEach(start);
