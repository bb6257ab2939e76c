import { Button } from '@offplan/kit/components/button.tsx';
import { Banner } from '@offplan/kit/components/states.tsx';
import { useEffect } from 'react';
import { T, useT } from '../i18n/catalogue.tsx';
import { isTyping } from '../shell/is-typing.ts';
import { useViewAs } from './view-as.tsx';

/** Says over every page with whose eyes one looks, and leads back; Escape does so too where nothing else wants it. */
export function ViewBanner() {
  const t = useT();
  const { view, leave } = useViewAs();
  useEffect(() => {
    if (!view) return;
    const onKey = (event: KeyboardEvent) => {
      const isTaken =
        event.defaultPrevented || isTyping(event) || document.querySelector('[role="dialog"], [role="menu"]');
      if (event.key === 'Escape' && !isTaken) leave();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [view, leave]);
  if (!view) return null;
  return (
    <div className="o-viewing">
      <Banner
        tone="ink"
        icon="eye"
        action={
          <Button size="small" onClick={leave}>
            {t('viewAs.leave')}
          </Button>
        }
      >
        <T id="viewAs.banner" values={{ name: view.name }} with={{ 0: <b /> }} />
      </Banner>
    </div>
  );
}
