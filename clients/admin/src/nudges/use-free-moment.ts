import { useEffect, useState } from 'react';

const LOOK_EVERY_MS = 1_500;
/** Signs of a task: something is open over the page, a form stands on it, or somebody types. */
const AT_WORK = '[role=dialog], [role=menu], main form, aside form, input:focus, textarea:focus, select:focus';

/** Becomes true at a moment when the person is not in the middle of anything, and stays so; false again with nothing to wait for. */
export function useFreeMoment(isWanted: boolean): boolean {
  const [isFree, setFree] = useState(false);
  useEffect(() => {
    if (!isWanted) return setFree(false);
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible' || document.querySelector(AT_WORK)) return;
      setFree(true);
      clearInterval(timer);
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWanted]);
  return isFree && isWanted;
}
