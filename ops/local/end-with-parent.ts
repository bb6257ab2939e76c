const LOOK_EVERY_MILLISECONDS = 500;

/**
 * Calls `end` once when the process that started this one is gone, however it went: nothing of offplan outlives what started it. A
 * process whose parent dies is given to another one, which shows in its parent's id.
 */
export function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, LOOK_EVERY_MILLISECONDS);
  timer.unref();
}
