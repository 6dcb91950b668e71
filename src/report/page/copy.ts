/** A button beside each piece of code, which puts it on the clipboard, or where that is forbidden selects it. */
export function copyButtons(): void {
  for (const code of document.querySelectorAll<HTMLElement>('.code')) {
    const text = code.querySelector('code');
    if (!text) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        getSelection()?.selectAllChildren(text);
        button.textContent = 'Selected';
      }
    });
    code.append(button);
  }
}
