import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Checkbox, SelectField } from '@offplan/kit/components/field.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { MoreButton } from '../shell/more-button.tsx';
import { useChange } from '../shell/use-change.ts';
import { usePages } from '../shell/use-pages.ts';
import { HandOverBuyersDocument, HandOverChoicesDocument } from './agent-documents.ts';
import './agents.css';

interface HandOverDialogProps {
  /** Whose buyers they are: a User, also one who has left. */
  readonly agent: { readonly id: string; readonly name: string };
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called when buyers have changed hands. */
  readonly onDone?: () => void;
}

/** Passes an agent's buyers to a colleague: all of them, or those that are ticked (INV-54). */
export function HandOverDialog({ agent, isOpen, onClose, onDone }: HandOverDialogProps) {
  const t = useT();
  const query = useQuery(HandOverChoicesDocument, {
    variables: { agentId: agent.id },
    skip: !isOpen,
    fetchPolicy: 'network-only',
  });
  const { data, error, refetch } = query;
  // Whole: whoever is left out is found by name, wherever in the list.
  const pages = usePages(query, { path: ['buyers'], isWhole: true });
  const [handOver] = useMutation(HandOverBuyersDocument);
  const [to, setTo] = useState('');
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string>();
  const { change, isBusy } = useChange(setFailure);

  const buyers = data?.buyers.edges.map((edge) => edge.node) ?? [];
  const total = data?.organisation?.agents?.find(({ person }) => person.id === agent.id)?.buyers ?? buyers.length;
  const receivers =
    data?.organisation?.agents?.filter(({ person, isActive }) => isActive && person.id !== agent.id) ?? [];
  const chosen = buyers.filter((buyer) => !leftOut.has(buyer.id));
  const isAll = chosen.length === buyers.length;
  const count = isAll ? total : chosen.length;

  const toggle = (id: string) =>
    setLeftOut((known) => {
      const next = new Set(known);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const close = () => {
    setTo('');
    setLeftOut(new Set());
    setFailure(undefined);
    onClose();
  };
  const submit = async () => {
    const receiver = receivers.find(({ person }) => person.id === to);
    if (!receiver) {
      setFailure(t('handOver.needReceiver'));
      return;
    }
    const result = await change(async () => {
      const answer = await handOver({
        variables: {
          input: {
            toAgentId: to,
            buyers: isAll ? { agentId: agent.id } : { buyerIds: chosen.map((buyer) => buyer.id) },
          },
        },
      });
      return answer.data?.handOverBuyers;
    });
    if (result?.__typename !== 'HandOverBuyersSuccess') return;
    showToast(t('handOver.done', { count: result.buyers.length, name: receiver.person.name }));
    onDone?.();
    close();
  };

  // A choice among buyers who are not all here yet says nothing of the others.
  const isUnclear = chosen.length === 0 || (!isAll && pages.hasMore);
  const isReady = buyers.length > 0 && receivers.length > 0;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      width={480}
      title={t('handOver.title', { name: agent.name })}
      lead={t('handOver.lead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={close}>{t(isReady ? 'action.cancel' : 'action.close')}</Button>
          {isReady && (
            <Button kind="primary" isBusy={isBusy} disabled={isUnclear} onClick={() => void submit()}>
              {t('handOver.submit', { count })}
            </Button>
          )}
        </>
      }
    >
      {error ? (
        <FaultMessage isCompact code={faultCodeOf(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <div className="o-stack">
          <Skeleton height="56px" />
          <Skeleton height="120px" />
        </div>
      ) : buyers.length === 0 ? (
        <StateMessage icon="buyers" isCompact title={t('handOver.none', { name: agent.name })}>
          {t('handOver.noneHint')}
        </StateMessage>
      ) : receivers.length === 0 ? (
        <StateMessage icon="buyers" isCompact title={t('handOver.nobody')}>
          {t('handOver.nobodyHint')}
        </StateMessage>
      ) : (
        <div className="o-hand-over">
          <SelectField
            label={t('handOver.to')}
            value={to}
            error={failure}
            onChange={(event) => {
              setTo(event.target.value);
              setFailure(undefined);
            }}
          >
            <option value="">{t('handOver.choose')}</option>
            {receivers.map(({ person }) => (
              <option key={person.id} value={person.id ?? ''}>
                {person.name}
              </option>
            ))}
          </SelectField>
          <fieldset>
            <legend>
              {t('handOver.buyers')}
              <button
                type="button"
                className="o-linklike"
                onClick={() => setLeftOut(isAll ? new Set(buyers.map((buyer) => buyer.id)) : new Set())}
              >
                {t(isAll ? 'handOver.clear' : 'handOver.all')}
              </button>
            </legend>
            <ul>
              {buyers.map((buyer) => (
                <li key={buyer.id}>
                  <Checkbox checked={!leftOut.has(buyer.id)} onChange={() => toggle(buyer.id)}>
                    <span>
                      {buyer.name}
                      {buyer.contact && (
                        <small>
                          <bdi>{buyer.contact}</bdi>
                        </small>
                      )}
                    </span>
                  </Checkbox>
                </li>
              ))}
            </ul>
            <MoreButton pages={pages} />
          </fieldset>
        </div>
      )}
    </Dialog>
  );
}
