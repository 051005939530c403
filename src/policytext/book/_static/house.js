// The theme takes the focus from its buttons when they are pressed. Whoever pressed by keyboard
// goes on from where they were: from the switch of light and dark, and from a closed sidebar's button.
document.addEventListener("click", ({ target, detail }) => {
  const button = target.closest(".theme-switch-button");
  if (button && !detail) button.focus();
});
for (const side of ["primary", "secondary"]) {
  const sidebar = document.getElementById(`pst-${side}-sidebar-modal`);
  sidebar?.addEventListener("close", () => document.querySelector(`.${side}-toggle`)?.focus());
}
