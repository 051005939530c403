// Filters of the gallery. Their state stands in the address: #theme=culture&kind=dots
document.addEventListener("DOMContentLoaded", () => {
  for (const gallery of document.querySelectorAll(".figure-gallery")) {
    const form = gallery.querySelector(".gallery-filters");
    const selects = [...form.querySelectorAll("select")];
    const cards = [...gallery.querySelectorAll(".gallery-group li")];
    const groups = [...gallery.querySelectorAll(".gallery-group")];

    const filter = () => {
      const chosen = selects.filter((select) => select.value);
      for (const card of cards) {
        const fits = (select) => card.dataset[select.name].split(" ").includes(select.value);
        card.hidden = !chosen.every(fits);
      }
      for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
      const n = cards.filter((card) => !card.hidden).length;
      form.querySelector("output").value = `${n} of ${cards.length} figures`;
      form.querySelector("button").disabled = !chosen.length;
    };

    const readAddress = () => {
      if (!location.hash.includes("=")) return; // a link to a place on the page
      const asked = new URLSearchParams(location.hash.slice(1));
      for (const select of selects) {
        const known = [...select.options].some((option) => option.value === asked.get(select.name));
        select.value = known ? asked.get(select.name) : "";
      }
    };

    const writeAddress = () => {
      const asked = new URLSearchParams();
      for (const { name, value } of selects) if (value) asked.set(name, value);
      const address = location.pathname + location.search;
      history.replaceState(null, "", asked.size ? `#${asked}` : address);
    };

    const change = () => {
      filter();
      writeAddress();
    };
    form.addEventListener("change", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change)); // the fields are emptied after it
    addEventListener("hashchange", () => {
      readAddress();
      filter();
    });
    readAddress();
    filter();
    form.hidden = false;
  }
});
