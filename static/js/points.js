// The points box: suggestions while typing, and the points as they are understood below it. Without this script the
// page does the same by "Show points".
const BREAKS = /[,;\n，、；]/;
const PAUSE_MS = 150;

function entryAt(box) {
  const caret = box.selectionStart;
  let start = caret;
  while (start > 0 && !BREAKS.test(box.value[start - 1])) start -= 1;
  while (start < caret && box.value[start] === " ") start += 1;
  return { start, end: caret, text: box.value.slice(start, caret) };
}

function line(point) {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.dataset.code = point.code;
  const name = document.createElement("strong");
  name.textContent = point.code;
  const where = document.createElement("small");
  where.textContent = `${point.english}; ${point.where}${point.bilateral ? "" : "; midline"}`;
  item.append(name, ` ${point.pinyin} ${point.hanzi}`, where);
  return item;
}

class PointsField {
  constructor(field) {
    this.field = field;
    this.box = field.querySelector("textarea");
    this.read = field.querySelector("[data-points-read]");
    this.token = this.box.form.querySelector("[name=csrfmiddlewaretoken]").value;
    this.list = this.makeList();
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    field.append(this.list, this.said);
    field.querySelector("[data-points-check]").hidden = true;
    this.box.setAttribute("aria-autocomplete", "list");
    this.box.setAttribute("aria-controls", this.list.id);
    this.box.setAttribute("autocomplete", "off");
    this.listen();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.box.id}_list`;
    list.className = "point-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Points that fit");
    return list;
  }

  listen() {
    this.box.addEventListener("input", () => this.later(() => this.typed()));
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => {
      clearTimeout(this.timer);
      this.close();
      this.understand();
    });
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) this.take(item);
    });
    this.read.addEventListener("click", (event) => this.replaced(event));
  }

  later(work) {
    clearTimeout(this.timer);
    this.timer = setTimeout(work, PAUSE_MS);
  }

  async typed() {
    const { start, end, text } = entryAt(this.box);
    const words = text.trim();
    // A side, a depth or an angle is being typed once a code is complete.
    if (!words || text.endsWith(" ")) {
      this.understand();
      return this.close();
    }
    // What is still being typed is not called a mistake yet.
    this.understand(this.box.value.slice(0, start) + this.box.value.slice(end));
    const asked = (this.asked = Symbol(words));
    const answer = await fetch(`${this.field.dataset.url}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || this.asked !== asked) return undefined;
    return this.show((await answer.json()).points, words);
  }

  show(points, words) {
    const isDone = points.some((point) => point.code.toLowerCase() === words.toLowerCase()) && points.length === 1;
    if (!points.length || isDone || document.activeElement !== this.box) return this.close();
    this.list.replaceChildren(...points.map(line));
    [...this.list.children].forEach((item, at) => {
      item.id = `${this.list.id}_${at}`;
    });
    this.list.hidden = false;
    this.list.style.top = `${this.box.offsetTop + this.box.offsetHeight + 2}px`;
    this.choose(-1);
    this.said.textContent = `${points.length} point${points.length === 1 ? "" : "s"} fit. Use the arrow keys.`;
    return undefined;
  }

  choose(at) {
    this.at = at;
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    const chosen = this.list.children[at];
    if (!chosen) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", chosen.id);
    return chosen.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.box.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    if (this.list.hidden) return;
    const count = this.list.children.length;
    if (event.key === "ArrowDown") this.choose((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.choose(this.at <= 0 ? count - 1 : this.at - 1);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.take(this.list.children[this.at]);
    else return;
    event.preventDefault();
  }

  take(item) {
    const { start, end } = entryAt(this.box);
    this.box.setRangeText(item.dataset.code, start, end, "end");
    this.close();
    this.understand();
  }

  // A press on a suggestion puts its code in place of the name that was not found.
  replaced(event) {
    const button = event.target.closest("button[name=replace]");
    if (!button) return;
    const cut = button.value.lastIndexOf("=");
    const [name, code] = [button.value.slice(0, cut), button.value.slice(cut + 1)];
    const at = this.box.value.indexOf(name);
    // Typed with other spaces than it was read: the server does it.
    if (at < 0) return;
    event.preventDefault();
    this.box.setRangeText(code, at, at + name.length, "end");
    this.box.focus();
    this.understand();
  }

  async understand(typed = this.box.value) {
    const asked = (this.reading = Symbol(typed));
    const body = new FormData();
    body.append("points", typed);
    const headers = { "X-CSRFToken": this.token };
    const answer = await fetch(this.field.dataset.url, { method: "POST", body, headers }).catch(() => null);
    const shown = answer?.ok ? await answer.text() : null;
    if (shown !== null && this.reading === asked) this.read.innerHTML = shown;
  }
}

document.querySelectorAll("[data-points-field]").forEach((field) => new PointsField(field));
