// Marks on the figures: tap to add, tap again to remove, every mark listed in words. Without this script the list does it.
const REACH = 30; // drawing units, at least: how near a tap must be to a mark to remove it
const FINGER_PX = 12; // half of the smallest target that a finger hits
const APART = 38;

const SVG = "http://www.w3.org/2000/svg";
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

class BodyMarks {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("[data-marks]");
    this.list = root.querySelector("[data-list]");
    this.said = root.querySelector("[data-said]");
    this.undoButton = root.querySelector("[data-undo]");
    this.most = Number(root.dataset.most);
    this.history = [];
    this.views = new Map([...root.querySelectorAll("[data-view]")].map((view) => [view.dataset.view, view]));
    this.readKinds();
    this.marks = this.read();
    this.keepOneRow();
    this.listen();
    for (const part of root.querySelectorAll("[data-pointing], [data-add]")) part.hidden = false;
    root.classList.add("is-live");
    this.show();
  }

  readKinds() {
    this.kinds = new Map();
    for (const radio of this.root.querySelectorAll("[data-kind]")) {
      radio.name = `${this.root.id}_kind`;
      radio.setAttribute("form", "");
      const label = radio.closest("label");
      const picture = label.querySelector("svg");
      const name = label.querySelector("[data-kind-name]").textContent;
      this.kinds.set(radio.value, { name, picture });
    }
  }

  // A form that is shown again, or comes back by the Back button, holds marks already; boxes ticked stay removed.
  read() {
    const removed = new Set([...this.list.querySelectorAll("input:checked")].map((box) => Number(box.value)));
    return JSON.parse(this.field.value || "[]").filter((mark, at) => !removed.has(at));
  }

  // The rows become one, with a button; its boxes are not sent.
  keepOneRow() {
    const rows = [...this.root.querySelectorAll("[data-row]")];
    const filled = rows.filter((row) => [...row.querySelectorAll("select")].every((box) => box.value));
    for (const row of filled) this.put(...this.chosen(row));
    rows.slice(1).forEach((row) => row.remove());
    this.row = rows[0];
    for (const box of this.row.querySelectorAll("select")) {
      box.removeAttribute("name");
      if (filled.length) box.value = "";
    }
  }

  chosen(row) {
    const [place, kind] = [...row.querySelectorAll("select")].map((box) => box.value);
    const cut = place.indexOf("/");
    return [place.slice(0, cut), place.slice(cut + 1), kind];
  }

  listen() {
    for (const [id, view] of this.views) {
      view.querySelector("[data-layer]").addEventListener("click", (event) => this.tapped(id, event));
    }
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-at]");
      if (button) this.removeListed(Number(button.dataset.at));
    });
    this.undoButton.addEventListener("click", () => this.undo());
    this.root.querySelector("[data-add]").addEventListener("click", () => this.addRow());
  }

  region(view, id) {
    return this.views.get(view).querySelector(`[data-region="${CSS.escape(id)}"]`);
  }

  words(mark) {
    return `${this.region(mark.view, mark.region).dataset.label}: ${this.kinds.get(mark.kind).name}`;
  }

  tapped(view, event) {
    const layer = this.views.get(view).querySelector("[data-layer]");
    const toDrawing = layer.getScreenCTM().inverse();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toDrawing);
    const reach = Math.max(REACH, FINGER_PX * toDrawing.a);
    const near = this.marks
      .filter((mark) => mark.view === view && distance(mark, at) <= reach)
      .sort((a, b) => distance(a, at) - distance(b, at));
    if (near.length) return this.remove(this.marks.indexOf(near[0]));
    const hit = this.hit(event.clientX, event.clientY, layer);
    if (!hit) return undefined;
    const place = new DOMPoint(hit.x, hit.y).matrixTransform(toDrawing);
    const kind = this.root.querySelector("[data-kind]:checked").value;
    const mark = { view, x: Math.round(place.x), y: Math.round(place.y), region: hit.region, kind };
    return this.add(mark);
  }

  // The region under a finger, or the one just beside it.
  hit(x, y, layer) {
    const places = [[x, y]];
    for (const reach of [FINGER_PX / 2, FINGER_PX]) {
      for (let turn = 0; turn < 8; turn += 1) {
        const angle = (turn * Math.PI) / 4;
        places.push([x + reach * Math.cos(angle), y + reach * Math.sin(angle)]);
      }
    }
    for (const [px, py] of places) {
      const region = document.elementFromPoint(px, py)?.closest("[data-region]");
      if (region && layer.contains(region)) return { x: px, y: py, region: region.dataset.region };
    }
    return null;
  }

  addRow() {
    const [view, region, kind] = this.chosen(this.row);
    const error = this.root.querySelector("[data-row-error]");
    const missing = !region ? "Choose where you feel it." : !kind ? "Choose what it feels like there." : "";
    error.textContent = missing;
    error.hidden = !missing;
    if (missing) return this.row.querySelectorAll("select")[region ? 1 : 0].focus();
    const has = this.marks.some((mark) => mark.view === view && mark.region === region && mark.kind === kind);
    if (has) return this.say("That is marked already.");
    if (this.isFull()) return undefined;
    this.remember();
    this.put(view, region, kind);
    this.added(this.marks[this.marks.length - 1]);
    this.row.querySelectorAll("select").forEach((box) => {
      box.value = "";
    });
    return this.row.querySelector("select").focus();
  }

  // In the middle of a region, or beside the marks that stand there.
  put(view, id, kind) {
    const region = this.region(view, id);
    const middle = { x: Number(region.dataset.x), y: Number(region.dataset.y) };
    const steps = [0, -1, 1, -2, 2].flatMap((dx) => [0, -1, 1, -2, 2].map((dy) => [dx, dy]));
    steps.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
    const areas = [...region.querySelectorAll("polygon")];
    const isFree = ([dx, dy]) => {
      const place = { x: middle.x + dx * APART, y: middle.y + dy * APART };
      const isIn = areas.some((area) => area.isPointInFill(new DOMPoint(place.x, place.y)));
      return isIn && this.marks.every((mark) => mark.view !== view || distance(mark, place) >= APART - 1);
    };
    const [dx, dy] = steps.find(isFree) ?? [0, 0];
    this.marks.push({ view, x: middle.x + dx * APART, y: middle.y + dy * APART, region: id, kind });
  }

  isFull() {
    if (this.marks.length < this.most) return false;
    this.say(`You can mark at most ${this.most} places. Remove one first.`);
    return true;
  }

  add(mark) {
    if (this.isFull()) return;
    this.remember();
    this.marks.push(mark);
    this.added(mark);
  }

  added(mark) {
    this.show();
    this.say(`Added. ${this.words(mark)}`);
  }

  remove(at) {
    this.remember();
    const [mark] = this.marks.splice(at, 1);
    this.show();
    this.say(`Removed. ${this.words(mark)}`);
  }

  // The keyboard stays where the removed mark stood.
  removeListed(at) {
    this.remove(at);
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.undoButton).focus();
  }

  remember() {
    this.history.push(JSON.stringify(this.marks));
  }

  undo() {
    if (!this.history.length) return;
    this.marks = JSON.parse(this.history.pop());
    this.show();
    this.say("Undone.");
    if (this.undoButton.disabled) this.row.querySelector("select").focus();
  }

  say(words) {
    this.said.textContent = words;
  }

  show() {
    this.field.value = JSON.stringify(this.marks);
    this.undoButton.disabled = !this.history.length;
    this.root.querySelectorAll(".body-placed").forEach((drawn) => drawn.remove());
    this.marks.forEach((mark) => this.draw(mark));
    this.list.replaceChildren(...(this.marks.length ? this.marks.map((mark, at) => this.item(mark, at)) : [this.none()]));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  draw(mark) {
    const { picture } = this.kinds.get(mark.kind);
    const drawn = document.createElementNS(SVG, "g");
    drawn.setAttribute("class", "body-placed");
    const { width, height } = picture.viewBox.baseVal;
    drawn.setAttribute("transform", `translate(${mark.x - width / 2} ${mark.y - height / 2})`);
    drawn.append(...[...picture.querySelectorAll(":scope > g")].map((part) => part.cloneNode(true)));
    this.views.get(mark.view).querySelector("[data-layer]").append(drawn);
  }

  item(mark, at) {
    const item = document.createElement("li");
    const picture = this.kinds.get(mark.kind).picture.cloneNode(true);
    picture.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.textContent = this.words(mark);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.dataset.at = String(at);
    const what = document.createElement("span");
    what.className = "visually-hidden";
    what.textContent = ` ${this.words(mark)}`;
    button.append("Remove", what);
    item.append(picture, words, button);
    return item;
  }

  none() {
    const item = document.createElement("li");
    item.className = "body-none";
    item.textContent = "Nothing is marked yet.";
    return item;
  }
}

document.querySelectorAll("[data-body-marks]").forEach((root) => new BodyMarks(root));
