/** A dialog that is open, as the stack knows it. */
interface OpenDialog {
  /** The dialog's element, once it is drawn. */
  element(): HTMLElement | null;
  /** What Escape does. */
  escape(): void;
  /** Where focus goes when it closes: the first of these that is still there and not disabled, else to the page's heading. */
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
    setTimeout(() => returnFocus(dialog.openers), RETURN_AFTER_MS);
  };
}

/** For an act that takes away, or disables, what it was done with: call the answer once the act is over, and focus is not lost (DES-7). */
export function holdFocus(): () => void {
  const openers = openersNow();
  return () => setTimeout(() => returnFocus(openers), RETURN_AFTER_MS);
}

/** A dialog that takes the place of another has its focus by then, and what was done is drawn. */
const RETURN_AFTER_MS = 20;

function returnFocus(openers: readonly HTMLElement[]): void {
  const { activeElement } = document;
  // What was disabled with focus on it loses that only with the next frame.
  if (activeElement && activeElement !== document.body && !activeElement.matches(':disabled')) return;
  const around = open.at(-1)?.element();
  const places = around
    ? [
        ...openers.filter((opener) => around.contains(opener)),
        around.querySelector<HTMLElement>('[data-autofocus]'),
        around,
      ]
    : openers;
  if (!places.some(takesFocus) && !around) focusPage();
}

function takesFocus(place: HTMLElement | null): boolean {
  if (!place || place.matches(':disabled')) return false;
  place.focus({ preventScroll: true });
  return document.activeElement === place;
}

/** Nothing is left to come back to: Tab and a screen reader go on from where the page begins. */
function focusPage(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}
