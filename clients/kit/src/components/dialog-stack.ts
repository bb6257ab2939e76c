/** A dialog that is open, as the stack knows it. */
interface OpenDialog {
  /** The dialog's element, once it is drawn. */
  element(): HTMLElement | null;
  /** What Escape does. */
  escape(): void;
  /** Where focus goes when it closes: the first of these that is still there. */
  readonly openers: readonly HTMLElement[];
}

const open: OpenDialog[] = [];

/**
 * What the person acts on now, as the place to come back to: the element in focus, the button of the menu that it is an item of, and what
 * opened the dialog that it lies in. The later ones serve where the earlier are gone by then.
 */
export function openersNow(): HTMLElement[] {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active === document.body) return [...(open.at(-1)?.openers ?? [])];
  const menu = active.closest('[role=menu]');
  const target = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
  const around = open.find((dialog) => dialog.element()?.contains(active));
  return [...(menu ? [] : [active]), ...(target ? [target] : []), ...(around?.openers ?? [])];
}

function onKeyDown(event: KeyboardEvent): void {
  const top = open.at(-1);
  if (event.key !== 'Escape' || event.isComposing || !top) return;
  const target = event.target as Element | null;
  // A list or a menu that is open inside takes the key first, and so does what is not one of these dialogs, such as the palette.
  if (target?.getAttribute('data-mantine-stop-propagation') === 'true') return;
  const around = target?.closest('[role=dialog]');
  if (around && around !== top.element()) return;
  top.escape();
}

/**
 * Puts a dialog on top of those that are open: Escape is for the topmost alone, so that a question over a form leaves the form as it is.
 * The answer takes it off again and brings focus back (DES-7).
 */
export function pushDialog(dialog: OpenDialog): () => void {
  if (open.length === 0) window.addEventListener('keydown', onKeyDown, { capture: true });
  open.push(dialog);
  return () => {
    open.splice(open.indexOf(dialog), 1);
    if (open.length === 0) window.removeEventListener('keydown', onKeyDown, { capture: true });
    // Later, because another dialog may take its place at once and then has focus itself.
    setTimeout(() => returnFocus(dialog), RETURN_AFTER_MS);
  };
}

/** A dialog that takes the place of another has its focus by then. */
const RETURN_AFTER_MS = 20;

function returnFocus({ openers }: OpenDialog): void {
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body) return;
  const around = open.at(-1)?.element();
  const places = around
    ? [
        ...openers.filter((opener) => around.contains(opener)),
        around.querySelector<HTMLElement>('[data-autofocus]'),
        around,
      ]
    : openers;
  for (const place of places) {
    place?.focus({ preventScroll: true });
    if (place && document.activeElement === place) return;
  }
}
