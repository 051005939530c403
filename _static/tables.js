// Tables of the class "searchable" get a field that filters their rows and heads that sort them.
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".searchable")) {
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    field.type = "search";
    field.autocomplete = "off";
    label.append("Search 检索 ", field);
    box.prepend(label, count);

    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const [row, text] of texts) row.hidden = !words.every((word) => text.includes(word));
      count.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
    };
    field.addEventListener("input", filter);
    filter();

    const heads = [...box.querySelectorAll("thead th")];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        // an empty cell is last either way; "zh" orders Chinese by sound, numbers by size
        const order = (a, b) => {
          const [one, two] = [key(a), key(b)];
          if (!one || !two) return !one - !two;
          const numbers = "value" in a.cells[column].dataset;
          return sign * (numbers ? one - two : one.localeCompare(two, "zh"));
        };
        body.append(...[...rows].sort(order));
      });
    });
  }
});
