import { Button } from '@offplan/kit/components/button.tsx';
import { useT } from '../i18n/catalogue.tsx';
import type { Pages } from './use-pages.ts';

/** Under a list: brings its next page; nothing where the list ends. */
export function MoreButton({ pages }: { pages: Pages }) {
  const t = useT();
  if (!pages.hasMore) return null;
  return (
    <div className="o-more">
      <Button isBusy={pages.isBusy} onClick={pages.more}>
        {t('list.more')}
      </Button>
    </div>
  );
}
