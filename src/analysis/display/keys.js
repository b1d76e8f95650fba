// JupyterLab takes arrow keys, Enter and letters for commands of the notebook unless the focus is in a text field.
// In this output they belong to what has the focus; JupyterLab looks for the attribute there first.
function render({ el }) {
  el.style.display = "none";
  let tries = 600;
  (function mark() {
    const output = el.closest(".jp-OutputArea-output");
    if (output) {
      output.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
    } else if (tries-- > 0) {
      requestAnimationFrame(mark);
    }
  })();
}
export default { render };
