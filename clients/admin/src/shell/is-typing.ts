/** Whether a key press belongs to a text field, a select or an open dialog, so that single-key shortcuts stay out of it. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target as HTMLElement | null;
  return Boolean(
    target?.closest(
      'input:not([type="radio"]):not([type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"]',
    ),
  );
}
