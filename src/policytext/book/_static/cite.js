// What copies takes the focus with it; given back, Escape still closes the card. Heard on the way
// down: once copied, the button has another icon than the one that was clicked.
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".cite-figure .copybtn");
  if (button) setTimeout(() => button.focus());
}, true);
