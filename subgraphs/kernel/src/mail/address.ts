/** No spaces, no control characters, no list: what a header or an SMTP command could take for something else is not an address. */
export function isOneAddress(text: string): boolean {
  return /^[^\s\p{Cc}<>,;:"\\()[\]@]+@[^\s\p{Cc}<>,;:"\\()[\]@]+$/u.test(text);
}

/** Reads `Name <address>` or an address. Throws for anything else. */
export function readSender(text: string): { name: string; address: string } {
  const [, name, bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  if (!isOneAddress(address)) throw new Error(`This is not the address of a sender: ${text}`);
  return { name: (name ?? '').trim().replaceAll(/^"|"$/g, ''), address };
}

/** Whether `readSender` can read it. */
export function isSender(text: string): boolean {
  try {
    readSender(text);
    return true;
  } catch {
    return false;
  }
}
