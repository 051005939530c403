// Tables of the class "searchable" get a field that filters their rows and heads that sort them.
document.addEventListener("DOMContentLoaded", () => {
  const MOST = 300; // rows that are laid out, until one asks for all
  const chinese = new Intl.Collator("zh"); // by sound
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const simplifier = (codes) => {
    const pairs = codes.replace(/.{4}/g, (code) => String.fromCharCode(`0x${code}`)).match(/../g);
    const simple = new Map(pairs?.map((pair) => [...pair]));
    return (text) => text.replace(/\p{Script=Han}/gu, (one) => simple.get(one) ?? one).toLowerCase();
  };
  for (const box of document.querySelectorAll(".searchable")) {
    const body = box.querySelector("tbody");
    const fold = simplifier(box.dataset.traditional ?? "");
    let rows = [...body.rows];
    let most = MOST;
    const field = make("input", { type: "search", autocomplete: "off" });
    const label = make("label");
    const count = make("output");
    const more = make("button", { type: "button", textContent: "Show all" });
    label.append("Search 检索 ", field);
    box.prepend(label, count, more);

    const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
    const show = () => {
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      let n = 0;
      for (const row of rows) {
        const found = words.every((word) => texts.get(row).includes(word));
        row.hidden = !found || n >= most;
        n += found;
      }
      more.hidden = n <= most;
      count.value = `${n} of ${rows.length}${more.hidden ? "" : `, ${most} shown`}`;
    };
    field.addEventListener("input", show);
    more.addEventListener("click", () => {
      most = Infinity;
      field.focus();
      show();
    });
    show();

    const heads = [...box.querySelectorAll("thead th")];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      const key = ({ cells }) => cells[column].dataset.value ?? cells[column].textContent.trim();
      button.addEventListener("click", () => {
        const keys = new Map(rows.map((row) => [row, key(row)]));
        const numbers = rows.every((row) => !Number.isNaN(Number(keys.get(row))));
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        // an empty cell is last either way
        const order = (a, b) => {
          const [one, two] = [keys.get(a), keys.get(b)];
          if (!one || !two) return !one - !two;
          return sign * (numbers ? one - two : chinese.compare(one, two));
        };
        rows = rows.sort(order);
        body.replaceChildren(...rows);
        show();
      });
    });
  }
});
