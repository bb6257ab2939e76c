import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { OpenCheckoutDocument, TiersDocument } from '../plan/plan-documents.ts';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { useChange } from '../shell/use-change.ts';
import { RestoreBillingDocument } from './restore-documents.ts';
import { useWorkspaceClient } from './use-workspace-client.ts';

/** The plans with which a workspace comes back: today's prices, said before anybody pays, and no further trial (BIL-28). */
export function RestoreChoice({ slug, name }: { slug: string; name: string }) {
  const t = useT();
  const formats = useFormats();
  const client = useWorkspaceClient(slug);
  const tiers = useQuery(TiersDocument, { client: publicClient });
  const paid = useQuery(RestoreBillingDocument, { client: client ?? publicClient, skip: !client, errorPolicy: 'all' });
  const options = useQuery(SignUpOptionsDocument, { client: publicClient });
  const { change, isBusy } = useChange();
  const [isLeaving, setLeaving] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const billing = paid.data?.organisation?.billing;
  const sold = (tiers.data?.tiers ?? []).flatMap(({ slug: tier, name: tierName, prices, isByContact }) => {
    const price = prices.find(({ currency }) => currency === billing?.currency);
    return price && !isByContact ? [{ tier, name: tierName, price: formats.charge(price) }] : [];
  });
  const current = sold.find(({ tier }) => tier === chosen) ?? sold[0];
  const isLoading = !tiers.data || !client || (paid.loading && !paid.data);

  const pay = async (tier: string) => {
    const page = await change(
      async () =>
        (await client!.mutate({ mutation: OpenCheckoutDocument, variables: { input: { tier } } })).data?.openCheckout,
      ['BillingPageSuccess'],
    );
    if (page?.__typename !== 'BillingPageSuccess') return;
    setLeaving(true);
    location.assign((page as unknown as { url: string }).url);
  };

  return (
    <>
      <div>
        <h1 className="o-big1">{t('restore.title', { name })}</h1>
        <p className="o-muted o-under">{t('restore.why')}</p>
      </div>
      {isLoading ? (
        <Skeleton width="100%" height="160px" />
      ) : !current || !billing?.isAvailable ? (
        <p>{t('restore.noPrice', { support: options.data?.signUpOptions.supportEmail ?? '' })}</p>
      ) : (
        <>
          <fieldset className="o-tiles">
            <legend className="o-sr">{t('plan.compare')}</legend>
            {sold.map(({ tier, name: tierName, price }) => (
              <label key={tier}>
                <input type="radio" name="tier" checked={tier === current.tier} onChange={() => setChosen(tier)} />
                <span>
                  <b>{tierName}</b>
                  <small>
                    <bdi>{t('restore.perMonth', { price })}</bdi>
                  </small>
                </span>
              </label>
            ))}
          </fieldset>
          <ul className="o-will">
            <li>{t('restore.today', { price: current.price })}</li>
            <li>{t('restore.noTrial')}</li>
          </ul>
          <Button kind="primary" size="large" isBusy={isBusy || isLeaving} onClick={() => void pay(current.tier)}>
            {t('restore.pay')}
          </Button>
        </>
      )}
    </>
  );
}
