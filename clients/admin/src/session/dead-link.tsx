import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { Entrance } from './entrance.tsx';

/** What a mail's link opens when it works no more: it was used, or its time is over. `to` is where a new one is had. */
export function DeadLink({ to, label }: { to: string; label: string }) {
  const t = useT();
  return (
    <Entrance>
      <StateMessage
        icon="mail"
        title={t('link.dead')}
        action={
          <Link className="o-btn o-pri" to={to}>
            {label}
          </Link>
        }
      >
        {t('link.deadHint')}
      </StateMessage>
    </Entrance>
  );
}
