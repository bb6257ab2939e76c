import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useEffect, useRef, useState } from 'react';
import type { PlanFieldsFragment, PreviewPlanChangeMutation } from '../generated/graphql.ts';
import { T, useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { TO_BANK } from './awaited-upgrade-notice.tsx';
import { ExcessSection } from './excess-list.tsx';
import { NOTED_CHANGE } from './noted-change-notice.tsx';
import { openAtProvider } from './open-at-provider.ts';
import { ChangePlanDocument, PreviewPlanChangeDocument } from './plan-documents.ts';
import { choicesOf, hasExcess } from './plan-fit.ts';
import { PreviewLines } from './preview-lines.tsx';
import { StayDialog } from './stay-dialog.tsx';
import type { Tier } from './tier-column.tsx';
import { usePlanFit } from './use-plan-fit.ts';

export type Preview = Extract<
  PreviewPlanChangeMutation['previewPlanChange'],
  { readonly __typename: 'PreviewPlanChangeSuccess' }
>;

const isUpgrade = (kind: Preview['kind']) => kind === 'UPGRADE' || kind === 'AT_RELEASE';

const CHANGED = ['BillingSuccess', 'PaymentNeedsConfirmation', 'BillingUnavailable'];

interface PlanChangeDialogProps {
  to: Tier;
  plan: PlanFieldsFragment;
  /** In a trial without a card: what is chosen does not come by itself then. */
  wantsCard: boolean;
  /** The bank wants to be asked first, or payments do not answer: what waits is to be loaded. */
  onAwaited: () => Promise<unknown>;
  onClose: () => void;
}

/** Looks at another plan before it is chosen: what is charged, when it comes, what does not fit it (BIL-22, BIL-23). */
export function PlanChangeDialog({ to, plan, wantsCard, onAwaited, onClose }: PlanChangeDialogProps) {
  const t = useT();
  const formats = useFormats();
  const { reload } = useWorkspace();
  const [preview, setPreview] = useState<Preview>();
  const [failure, setFailure] = useState<string>();
  const [isNoted, setNoted] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const { fit, reload: reloadFit } = usePlanFit(to.slug);
  const [look] = useMutation(PreviewPlanChangeDocument);
  const [carryOut] = useMutation(ChangePlanDocument);
  const looking = useChange(setFailure);
  const changing = useChange(setFailure);
  const hasLooked = useRef(false);

  const ask = async () => {
    const answer = await looking.change(
      async () => (await look({ variables: { input: { tier: to.slug } } })).data?.previewPlanChange,
      ['PreviewPlanChangeSuccess'],
    );
    if (answer?.__typename !== 'PreviewPlanChangeSuccess') return;
    setFailure(undefined);
    setPreview(answer);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again by the button.
  useEffect(() => {
    if (hasLooked.current) return;
    hasLooked.current = true;
    void ask();
  }, []);

  const confirm = async () => {
    setFailure(undefined);
    const done = await changing.change(
      async () => (await carryOut({ variables: { input: { previewId: preview!.id } } })).data?.changePlan,
      CHANGED,
    );
    if (done?.__typename === 'PaymentNeedsConfirmation') {
      openAtProvider(done.url);
      await onAwaited().catch(() => {});
      onClose();
      // Once the dialog is gone; what opened it can do nothing any more.
      setTimeout(() => document.getElementById(TO_BANK)?.focus());
    } else if (done?.__typename === 'BillingUnavailable') {
      // Noted before the provider was asked: it is carried out when that answers. Behind the dialog is said so, with the way back.
      setNoted(true);
      await onAwaited().catch(() => {});
    } else if (done) {
      // It is done, also where that cannot be looked at just now.
      await reload().catch(() => {});
      const isNotedForRelease = done.__typename === 'BillingSuccess' && done.organisation.billing?.noted;
      const comes = wantsCard ? 'plan.scheduledWantsCard' : 'plan.scheduled';
      const said = isUpgrade(preview!.kind) ? 'plan.upgraded' : comes;
      showToast(t(isNotedForRelease ? 'plan.releaseNoted' : said, { tier: to.name }));
      onClose();
    }
  };
  const close = () => {
    onClose();
    // What opened the dialog can do nothing any more.
    if (isNoted) setTimeout(() => document.getElementById(NOTED_CHANGE)?.focus());
  };
  const { isBusy } = changing;
  const kind = preview?.kind ?? (plan.isTrial ? 'AT_TRIAL_END' : to.rank > plan.tier.rank ? 'UPGRADE' : 'DOWNGRADE');
  return (
    <Dialog
      isOpen
      onClose={close}
      keeps="nothing"
      title={t(`plan.preview.${kind}`, { from: plan.tier.name, to: to.name })}
      lead={preview && <PreviewLead preview={preview} />}
      footer={
        isNoted ? (
          <NotedFoot onClose={close} />
        ) : (
          <Foot kind={kind} preview={preview} isBusy={isBusy} onClose={onClose} onConfirm={() => void confirm()} />
        )
      }
    >
      <div className="o-stack">
        {isNoted && (
          <p className="o-plan-waiting" role="alert">
            <Icon name="clock" />
            <span>{t('plan.noted')}</span>
          </p>
        )}
        {failure && (
          <div className="o-form-failure o-row" role="alert">
            <span className="o-grow">{failure}</span>
            <Button size="small" isBusy={looking.isBusy} onClick={() => void ask()}>
              {t(preview ? 'plan.lookAgain' : 'action.retry')}
            </Button>
          </div>
        )}
        {preview ? (
          <PreviewLines preview={preview} />
        ) : (
          !failure && (
            <div className="o-stack o-tight" aria-busy="true">
              <span className="o-sr">{t('plan.asking')}</span>
              <Skeleton width="100%" height="38px" />
              <Skeleton width="100%" height="112px" />
            </div>
          )
        )}
        {wantsCard && preview?.takesEffectAt && (
          <p className="o-plan-waiting">
            <Icon name="card" />
            <span>{t('plan.comingWantsCard', { date: formats.date(preview.takesEffectAt) })}</span>
          </p>
        )}
        {!isUpgrade(kind) && hasExcess(fit) && (
          <ExcessSection
            tier={to.name}
            fit={fit}
            action={
              choicesOf(fit).length > 0 && (
                <Button size="small" onClick={() => setChoosing(true)}>
                  {t('stay.choose')}
                </Button>
              )
            }
          />
        )}
        {isChoosing && (
          <StayDialog tier={to.name} kinds={choicesOf(fit)} onClose={() => setChoosing(false)} onChosen={reloadFit} />
        )}
      </div>
    </Dialog>
  );
}

function PreviewLead({ preview }: { preview: Preview }) {
  const t = useT();
  const formats = useFormats();
  const { kind, takesEffectAt, takesEffectInDays } = preview;
  const names = { from: preview.from.name, to: preview.to.name };
  if (!takesEffectAt) return t('plan.releaseLead', names);
  const values = { ...names, date: formats.date(takesEffectAt) };
  if (kind === 'DOWNGRADE')
    return <T id="plan.downgradeLead" values={{ ...values, days: takesEffectInDays ?? 0 }} with={{ 0: <b /> }} />;
  return t(kind === 'UPGRADE' ? 'plan.upgradeLead' : 'plan.trialLead', values);
}

/** The change is on its way: there is nothing left to confirm, and nothing that closing would cancel. */
function NotedFoot({ onClose }: { onClose: () => void }) {
  const t = useT();
  const close = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone.
  useEffect(() => close.current?.focus(), []);
  return (
    <>
      <span className="o-grow" />
      <Button ref={close} kind="primary" data-autofocus onClick={onClose}>
        {t('action.close')}
      </Button>
    </>
  );
}

function Foot(props: {
  kind: Preview['kind'];
  preview: Preview | undefined;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { kind, preview, isBusy, onClose, onConfirm } = props;
  const t = useT();
  const formats = useFormats();
  const isDown = kind === 'DOWNGRADE';
  const confirmButton = useRef<HTMLButtonElement>(null);
  const leaveButton = useRef<HTMLButtonElement>(null);
  // While there is nothing to confirm, the way out alone can have focus.
  const isConfirmFirst = preview !== undefined && !isDown;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another preview; the button that asked for it may be gone.
  useEffect(() => {
    const { activeElement } = document;
    const isUnmoved = activeElement === leaveButton.current || activeElement === document.body;
    if (isUnmoved) (isConfirmFirst ? confirmButton : leaveButton).current?.focus();
  }, [preview, isConfirmFirst]);
  const label = !preview
    ? t('action.confirm')
    : isDown
      ? t('plan.confirmDowngrade')
      : kind === 'UPGRADE'
        ? t('plan.payAmount', { amount: formats.charge(preview.dueToday) })
        : t(kind === 'AT_RELEASE' ? 'plan.confirmAtRelease' : 'plan.choose', { tier: preview.to.name });
  const goOn = (
    <Button
      ref={confirmButton}
      kind={isDown ? 'default' : 'primary'}
      data-autofocus={isConfirmFirst || undefined}
      disabled={!preview}
      isBusy={isBusy}
      onClick={onConfirm}
    >
      {label}
    </Button>
  );
  return (
    <>
      <span className="o-grow o-muted o-small">
        {kind === 'AT_RELEASE' && t('plan.canWithdrawUntilThen')}
        {preview?.takesEffectAt &&
          kind !== 'UPGRADE' &&
          t('plan.canWithdraw', { date: formats.dayShort(preview.takesEffectAt) })}
      </span>
      {isDown && goOn}
      <Button
        ref={leaveButton}
        kind={isDown ? 'primary' : 'default'}
        data-autofocus={!isConfirmFirst || undefined}
        onClick={onClose}
      >
        {isDown && preview ? t('plan.keep', { tier: preview.from.name }) : t('action.cancel')}
      </Button>
      {!isDown && goOn}
    </>
  );
}
