import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { TiersDocument } from '../plan/plan-documents.ts';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { LockDrawing } from './lock-drawing.tsx';
import type { LockSubject } from './lock-subject.ts';
import { useLockWords } from './use-lock-words.ts';
import './locks.css';

/** What is capped by number; the others are features. */
const CAPPED = ['project', 'seats', 'guests', 'frozen'] as const;
type Capped = (typeof CAPPED)[number];
const isFeature = (subject: LockSubject): subject is Exclude<LockSubject, Capped> =>
  !CAPPED.includes(subject as Capped);

/** The words of what is locked, by how the plan stands (UI-13). */
function useTitleOf(subject: LockSubject, limit: number | undefined): string {
  const t = useT();
  const { plan, isFreeGuest } = useWorkspace();
  const freeGuestWords = useLockWords();
  if (isFreeGuest) return freeGuestWords;
  const values = { limit: limit ?? 0 };
  const isTrial = plan?.isTrial ?? false;
  switch (subject) {
    case 'project':
      return isTrial ? t('upgrade.trialProjects', values) : t('lock.project.full', values);
    case 'seats':
      return t(isTrial ? 'upgrade.trialSeats' : 'upgrade.seats', values);
    case 'guests':
      return t(isTrial ? 'upgrade.trialGuests' : 'upgrade.guests', values);
    case 'frozen':
      return freeGuestWords;
    default:
      return t(`lock.${subject}`);
  }
}

/** The least tier that opens the subject: a feature's own, else the next above the plan in force, and Pro after a trial. */
function useLeastTier(subject: LockSubject) {
  const { plan } = useWorkspace();
  const { data } = useQuery(TiersDocument);
  const feature = plan?.features.find((one) => one.feature === subject);
  const rank = plan?.isTrial ? 2 : (plan?.tier.rank ?? 0) + 1;
  return data?.tiers.find((tier) =>
    !isFeature(subject) || !feature ? tier.rank === rank : tier.slug === feature.leastTier,
  );
}

/** What the plan does not open: what it is, from which tier on, and the way there (GRO-33). */
export function LockModal(props: { subject: LockSubject; limit?: number; onClose: () => void }) {
  const { subject, limit, onClose } = props;
  const t = useT();
  const { plan, slug, can, organisation, isFreeGuest } = useWorkspace();
  const options = useQuery(SignUpOptionsDocument, { client: publicClient });
  const support = options.data?.signUpOptions.supportEmail ?? '';
  const tier = useLeastTier(subject);
  const title = useTitleOf(subject, limit);
  const mayPay = can('change_billing');
  const label = tier?.isByContact
    ? t('lock.contact')
    : isFreeGuest && plan?.endedAt
      ? t('lock.reactivate')
      : t('lock.upgrade', { tier: tier?.name ?? '' });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      keeps="nothing"
      width={480}
      picture={
        <>
          <LockDrawing subject={subject} />
          {tier && <span className="o-badge o-gold o-lock-tier">{t('lock.from', { tier: tier.name })}</span>}
        </>
      }
      title={
        isFreeGuest && isFeature(subject) ? (
          <>
            <span className="o-caps o-block">{t(`lock.${subject}`)}</span>
            {title}
          </>
        ) : (
          title
        )
      }
      lead={t(`lock.${subject}.why`)}
      footer={
        <>
          <span className="o-grow" />
          <Button data-autofocus={!mayPay || undefined} onClick={onClose}>
            {t(plan?.isTrial ? 'lock.continueTrial' : 'action.close')}
          </Button>
          {mayPay &&
            tier &&
            (tier.isByContact ? (
              <a
                className="o-btn o-pri"
                data-autofocus
                href={`mailto:${support}?${new URLSearchParams({ subject: `offplan ${tier.name}` })}`}
                onClick={onClose}
              >
                {label}
              </a>
            ) : (
              <Link className="o-btn o-pri" data-autofocus to={`/w/${slug}/plan`} onClick={onClose}>
                {label}
              </Link>
            ))}
        </>
      }
    >
      {!mayPay && <p className="o-muted">{t('upgrade.ask', { name: organisation.owner?.name ?? t('role.owner') })}</p>}
    </Dialog>
  );
}
