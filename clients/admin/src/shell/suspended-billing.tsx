import { useQuery } from '@apollo/client/react';
import { Banner } from '@offplan/kit/components/states.tsx';
import { Outlet } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { PausedHeader } from './paused-header.tsx';
import './shell.css';

/** What stays open to the Owner of a suspended workspace: Plan & Billing, where another card is set and invoices are (ID-26, BIL-45). */
export function SuspendedBilling({ name }: { readonly name: string }) {
  const t = useT();
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const support = data?.signUpOptions.supportEmail ?? '';
  return (
    <div className="o-paused o-has-notice">
      <PausedHeader name={name} />
      <Banner
        tone="danger"
        icon="lock"
        action={
          <a className="o-btn o-sm" href={`mailto:${support}`}>
            {t('suspended.settle')}
          </a>
        }
      >
        {t('suspended.title', { name })}
      </Banner>
      <Outlet />
    </div>
  );
}
