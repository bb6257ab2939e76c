import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { lastWorkspace } from '../session/last-workspace.ts';
import { useSession } from '../session/session.tsx';
import { useTitle } from './use-title.ts';

/** Shown when a workspace is not, or no longer, the viewer's: nothing of it stays on the screen. */
export function AccessEnded() {
  const t = useT();
  useTitle(t('ended.title'));
  const navigate = useNavigate();
  const session = useSession();
  // A remembered workspace that has ended would otherwise trap the person at every start.
  useEffect(() => lastWorkspace.forget(), []);
  const leave = async () => {
    await session.refresh();
    navigate('/workspaces');
  };
  return (
    <main className="o-alone">
      <StateMessage
        icon="lock"
        title={t('ended.title')}
        action={
          <Button kind="primary" size="large" onClick={() => void leave()}>
            {t('ended.leave')}
          </Button>
        }
      >
        {t('ended.hint')}
      </StateMessage>
    </main>
  );
}
