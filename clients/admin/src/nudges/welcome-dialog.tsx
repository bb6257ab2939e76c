import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link } from 'react-router';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';

const STEPS: readonly { key: string; icon: IconName; title: MessageKey; hint: MessageKey }[] = [
  { key: 'project', icon: 'building', title: 'welcome.project', hint: 'welcome.projectHint' },
  { key: 'import', icon: 'up', title: 'welcome.import', hint: 'welcome.importHint' },
  { key: 'team', icon: 'team', title: 'welcome.team', hint: 'welcome.teamHint' },
];

/** The first day of a trial: how long it lasts, and the way to a board that sells (GRO-1). Told while there is no project. */
export function WelcomeDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const formats = useFormats();
  const { slug, user, plan } = useWorkspace();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      keeps="nothing"
      width={520}
      title={t('welcome.title', { name: user.name.split(' ')[0] ?? '' })}
      lead={t('welcome.lead', { date: plan?.trialEndsAt ? formats.date(plan.trialEndsAt) : '' })}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('welcome.later')}</Button>
          <Link className="o-btn o-pri" data-autofocus to={`/w/${slug}?create=1`} onClick={onClose}>
            {t('projects.empty')}
          </Link>
        </>
      }
    >
      <ol className="o-welcome">
        {STEPS.map(({ key, icon, title, hint }) => (
          <li key={key}>
            <Icon name={icon} />
            <span>
              <b>{t(title)}</b>
              <span className="o-muted">{t(hint)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
