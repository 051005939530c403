// The gloss of a Chinese term: under the pointer, at the focus, and at the first touch, where a
// second one follows the link. Escape puts it away. Without this script, `title` has the gloss.
document.addEventListener("DOMContentLoaded", () => {
  const tip = document.createElement("div");
  [tip.id, tip.role, tip.hidden, tip.className] = ["gloss-tip", "tooltip", true, "gloss-tip"];
  (document.querySelector("main") ?? document.body).append(tip);
  let shown = null;
  let leaving = 0;

  const hide = () => {
    clearTimeout(leaving);
    tip.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = null;
  };
  const show = (link) => {
    clearTimeout(leaving);
    if (shown === link) return;
    hide();
    shown = link;
    link.dataset.gloss ??= link.title;
    link.removeAttribute("title"); // or the browser would show it once more
    link.setAttribute("aria-describedby", tip.id);
    tip.textContent = link.dataset.gloss;
    tip.hidden = false;
    const [place, own, gap] = [link.getClientRects()[0], tip.getBoundingClientRect(), 6];
    const left = Math.min(place.left, document.documentElement.clientWidth - own.width - gap);
    const above = place.top - own.height - gap;
    tip.style.left = `${Math.max(gap, left)}px`;
    tip.style.top = `${above > gap ? above : place.bottom + gap}px`;
  };
  const leave = () => {
    leaving = setTimeout(hide, 150); // time to move the pointer onto the gloss
  };

  for (const link of document.querySelectorAll("a.gloss")) {
    let touched = false;
    let fresh = false;
    link.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
      fresh = shown !== link;
    });
    link.addEventListener("click", (event) => {
      if (!touched || !fresh) return;
      event.preventDefault();
      show(link);
    });
    link.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && show(link));
    link.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave());
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", hide);
  }
  tip.addEventListener("pointerenter", () => clearTimeout(leaving));
  tip.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !target.closest("a.gloss, .gloss-tip")) hide();
  });
  addEventListener("scroll", hide, { passive: true });
});
