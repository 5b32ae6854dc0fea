"use strict";
// What the page can do more with a script: sort, search, open a calculation from its row or from the address.
// Works only with what stands in the table: whole numbers in data-order, one for each column.
{
  const main = document.querySelector("main");
  const [minus, , group, , , , comma] = main.dataset.sample; // as −1 234,56
  const tables = [...document.querySelectorAll("table.shares")].map((table) => enhanced(table));

  document.documentElement.classList.add("script");
  addEventListener("hashchange", openAddressed);
  openAddressed();

  function enhanced(table) {
    const section = table.closest("section");
    const bodies = [...table.tBodies].map((element) => ({
      element,
      order: element.dataset.order.split(" ").map((value) => (value === "-" ? null : BigInt(value))),
      text: [...element.rows[0].cells].slice(0, 3).map((cell) => cell.textContent).join(" "),
      details: element.querySelector("details"),
    }));
    const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.kind);
    heads.forEach((head, column) => makeSortable(table, bodies, heads, head, column));
    bodies.forEach(addButton);
    makeSearchable(section, table, bodies, heads);
    return bodies;
  }

  function makeSortable(table, bodies, heads, head, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.dataset.kind === "text" ? "ascending" : "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      const wanted = head.getAttribute("aria-sort") === first ? other : first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", wanted);
      const sign = wanted === "ascending" ? 1 : -1;
      bodies.sort((a, b) => sign * compare(a.order[column], b.order[column]) || compare(a.order[0], b.order[0]));
      table.tFoot.before(...bodies.map((body) => body.element));
    });
  }

  function compare(a, b) {
    const [x, y] = [a ?? 0n, b ?? 0n];
    return x < y ? -1 : x > y ? 1 : 0;
  }

  function addButton(body) {
    const summary = body.details.querySelector("summary");
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", summary.textContent);
    button.setAttribute("aria-controls", body.details.querySelector(".steps").id);
    button.title = summary.textContent;
    body.element.rows[0].querySelector(".more").append(button);
    body.button = button;
    show(body, false);
    button.addEventListener("click", () => {
      show(body, !body.details.open);
      if (body.details.open) {
        history.replaceState(null, "", "#" + encodeURIComponent(body.details.querySelector(".steps").id));
      }
    });
  }

  function show(body, open) {
    body.details.open = open;
    body.element.rows[1].hidden = !open;
    body.button.setAttribute("aria-expanded", String(open));
  }

  function openAddressed() {
    const wanted = addressed();
    const inside = document.getElementById(wanted)?.closest(".common details");
    if (inside) inside.open = true;
    for (const body of tables.flat()) {
      if (wanted && body.details.querySelector(".steps").id === wanted) {
        body.element.hidden = false;
        show(body, true);
        body.element.scrollIntoView();
        body.button.focus({ preventScroll: true });
      }
    }
  }

  function addressed() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return ""; // an address that nobody could have got from here
    }
  }

  function makeSearchable(section, table, bodies, heads) {
    const tools = section.querySelector(".tools");
    const [input, count] = [tools.querySelector("input"), tools.querySelector("output")];
    const sum = table.tFoot.querySelector(".shown");
    tools.hidden = false;
    const search = () => {
      const query = input.value.trim().toLowerCase();
      for (const body of bodies) {
        body.element.hidden = !spellings(body.text).some((text) => text.includes(query));
      }
      const shown = bodies.filter((body) => !body.element.hidden);
      count.value = count.dataset.count.replace("{n}", shown.length).replace("{count}", bodies.length);
      sum.hidden = shown.length === bodies.length;
      heads.forEach((head, column) => {
        if (head.dataset.kind !== "text") {
          sum.cells[head.cellIndex].textContent = added(head.dataset.kind, column, shown, heads);
        }
      });
    };
    input.addEventListener("input", search);
    search();
  }

  // æøå may also be typed as ae, oe, aa or a, o, a
  function spellings(text) {
    const plain = text.toLowerCase();
    const typed = (letters) => plain.replace(/[æøå]/g, (letter) => letters["æøå".indexOf(letter)]);
    return [plain, typed(["ae", "oe", "aa"]), typed(["a", "o", "a"])];
  }

  function added(kind, column, shown, heads) {
    const sum = (place) => {
      const values = shown.map((body) => body.order[place]);
      return values.includes(null) ? null : values.reduce((a, b) => a + b, 0n);
    };
    const total = sum(column);
    if (kind === "per_head") {
      const people = sum(heads.findIndex((head) => head.dataset.kind === "count"));
      const ore = sum(heads.findIndex((head) => head.dataset.kind === "ore"));
      return people ? number((ore < 0n ? -1n : 1n) * ((2n * absolute(ore) + people) / (2n * people)), 2) : "";
    }
    if (total === null) return "";
    if (kind === "percent") return number(total, 3) + main.dataset.percent;
    if (kind === "ore") return total % 100n ? number(total, 2) : number(total / 100n, 0);
    return number(total, Number(kind.slice("count".length)));
  }

  function absolute(value) {
    return value < 0n ? -value : value;
  }

  function number(value, decimals) {
    const digits = String(absolute(value)).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, group);
    return (value < 0n ? minus : "") + whole + (decimals ? comma + digits.slice(-decimals) : "");
  }
}
