// A button beside each text that is there to be copied. Without this script the text can be
// selected and copied as any other.
for (const text of document.querySelectorAll("textarea[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary no-print";
  button.textContent = text.dataset.copy;
  const said = document.createElement("span");
  said.className = "copied no-print";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = text.dataset.copied;
    } catch {
      said.textContent = document.execCommand("copy") ? text.dataset.copied : text.dataset.notCopied;
    }
  });
  text.after(button, said);
}
