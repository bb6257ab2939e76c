import { useMutation, useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { Link } from 'react-router';
import type { NudgeKey, NudgesQuery } from '../generated/graphql.ts';
import { T, useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import { DismissNudgeDocument, NudgesDocument } from './nudge-documents.ts';
import { salesAddress } from './sales-address.ts';
import { useFreeMoment } from './use-free-moment.ts';
import { WelcomeDialog } from './welcome-dialog.tsx';
import './nudges.css';

const LOOKS_EVERY_MS = 2_000;
const LOOKS_FOR_MS = 60_000;

type Nudge = NonNullable<NonNullable<NudgesQuery['organisation']>['nudges']>[number];

/** How to begin, and the successes of the workspace: each told once, at a moment when nobody is in the middle of anything (GRO-1, GRO-32). */
export function NudgeDialog() {
  const { can, guest, plan, projects } = useWorkspace();
  const [told, setTold] = useState<readonly NudgeKey[]>([]);
  const isAtBeginning = plan?.isTrial && projects.length === 0;
  const [openedAt] = useState(Date.now);
  const { data } = useQuery(NudgesDocument, {
    skip: Boolean(guest) || !can('nudges'),
    errorPolicy: 'all',
    // The welcome comes a moment after the workspace itself.
    pollInterval: isAtBeginning ? LOOKS_EVERY_MS : 0,
    skipPollAttempt: () => Date.now() - openedAt > LOOKS_FOR_MS,
  });
  const next = data?.organisation?.nudges?.find(
    ({ key }) => !told.includes(key) && (key !== 'WELCOME' || isAtBeginning),
  );
  const isFree = useFreeMoment(next !== undefined);
  if (!next || !isFree) return null;
  return <Told key={next.key} nudge={next} onClose={() => setTold([...told, next.key])} />;
}

function Told({ nudge, onClose }: { nudge: Nudge; onClose: () => void }) {
  const t = useT();
  const { slug, plan } = useWorkspace();
  const [dismiss] = useMutation(DismissNudgeDocument);
  const close = () => {
    onClose();
    // Not put away on the server, it comes once more with the next start: nothing to bother anybody with now.
    dismiss({ variables: { input: { key: nudge.key } } }).catch(() => {});
  };
  if (nudge.key === 'WELCOME') return <WelcomeDialog onClose={close} />;
  const hasAnalytics = plan?.features.some(({ feature, isIncluded }) => feature === 'analytics' && isIncluded);
  const to = hasAnalytics && nudge.project ? `/w/${slug}/p/${nudge.project.slug}/activity` : `/w/${slug}/plan`;
  const address = nudge.project && salesAddress(slug, nudge.project.slug);
  const copy = () => void navigator.clipboard.writeText(`https://${address}`).then(() => showToast(t('nudge.copied')));
  return (
    <Dialog
      isOpen
      onClose={close}
      keeps="nothing"
      width={480}
      title={
        nudge.key === 'FIRST_PUBLISH' ? (
          address ? (
            <T id="nudge.FIRST_PUBLISH" values={{ address }} with={{ 0: <bdi className="o-address-line" /> }} />
          ) : (
            t('nudge.published')
          )
        ) : (
          t(`nudge.${nudge.key}`)
        )
      }
      lead={t(`nudge.${nudge.key}.lead`)}
      footer={
        <>
          {nudge.key === 'FIRST_PUBLISH' && address && (
            <Button icon="copy" onClick={copy}>
              {t('nudge.copy')}
            </Button>
          )}
          <span className="o-grow" />
          <Button data-autofocus onClick={close}>
            {t('action.close')}
          </Button>
          <Link className="o-btn o-pri" to={to} onClick={close}>
            {t(hasAnalytics ? 'nudge.toAnalytics' : 'nudge.toPlans')}
          </Link>
        </>
      }
    />
  );
}
