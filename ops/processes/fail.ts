/** Says why nothing was done, to whoever has typed the command. */
export function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
