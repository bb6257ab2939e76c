import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { createContext, type FormEvent, type ReactNode, useCallback, useContext, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { knowsPasskeys, prove, proveByPasskey } from '../session/access-routes.ts';
import { authFailureText } from '../session/auth-failure-text.ts';
import type { AuthResult } from '../session/auth-routes.ts';
import { useSession } from '../session/session.tsx';

interface Refused {
  readonly code: string;
  readonly methods?: readonly string[];
}

const isProofNeeded = (result: unknown): result is Refused =>
  typeof result === 'object' && result !== null && 'code' in result && result.code === 'PROOF_NEEDED';

/** Does what may need a fresh proof of identity; asks for one and does it again. Resolves with nothing when the person gives up. */
type WithProof = <Result>(work: () => Promise<Result>) => Promise<Result | undefined>;

const ProofContext = createContext<WithProof | null>(null);

/** How a page does what the server answers with `ProofNeeded` to. */
export function useProof(): WithProof {
  const withProof = useContext(ProofContext);
  if (!withProof) throw new Error('useProof is used outside ProofProvider');
  return withProof;
}

interface Question {
  readonly methods: readonly string[];
  answer(isProved: boolean): void;
}

/** Asks whoever is signed in to confirm that it is still that person, wherever in the app it is needed. */
export function ProofProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question>();
  const withProof = useCallback<WithProof>(async (work) => {
    const result = await work();
    if (!isProofNeeded(result)) return result;
    const isProved = await new Promise<boolean>((resolve) =>
      setQuestion({ methods: result.methods ?? [], answer: resolve }),
    );
    setQuestion(undefined);
    return isProved ? work() : undefined;
  }, []);
  return (
    <ProofContext.Provider value={withProof}>
      {children}
      {question && <ProofDialog question={question} />}
    </ProofContext.Provider>
  );
}

function ProofDialog({ question }: { question: Question }) {
  const t = useT();
  const id = useId();
  const session = useSession();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const byText = question.methods.find((method) => method !== 'PASSKEY');
  const hasPasskey = question.methods.includes('PASSKEY') && knowsPasskeys();

  const finish = async (work: Promise<AuthResult>) => {
    setBusy(true);
    setFailure(undefined);
    const result = await work;
    setBusy(false);
    if (result.isOk) return question.answer(true);
    setText('');
    setFailure(authFailureText(t, result));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text !== '') void finish(prove(byText === 'PASSWORD' ? { password: text } : { code: text }));
  };
  const signInAgain = async () => {
    question.answer(false);
    if (await session.signOut()) navigate(`/sign-in?${new URLSearchParams({ next: location.pathname })}`);
  };
  const cancel = () => question.answer(false);
  return (
    <Dialog
      isOpen
      onClose={cancel}
      width={420}
      title={t('proof.title')}
      lead={byText || hasPasskey ? t('proof.lead') : t('proof.none')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          {byText && (
            <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
              {t('proof.submit')}
            </Button>
          )}
          {!byText && !hasPasskey && (
            <Button kind="primary" onClick={() => void signInAgain()}>
              {t('proof.signInAgain')}
            </Button>
          )}
        </>
      }
    >
      {(byText || hasPasskey) && (
        <form id={id} className="o-stack" onSubmit={submit} noValidate>
          {failure && (
            <p className="o-form-failure" role="alert">
              {failure}
            </p>
          )}
          {byText === 'PASSWORD' && (
            <TextField
              label={t('form.passwordLabel')}
              type="password"
              autoComplete="current-password"
              data-autofocus
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          {byText === 'AUTHENTICATOR' && (
            <TextField
              label={t('second.code')}
              className="o-code"
              dir="ltr"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          {hasPasskey && (
            <Button icon="key" data-autofocus={!byText || undefined} onClick={() => void finish(proveByPasskey())}>
              {t('second.passkey')}
            </Button>
          )}
        </form>
      )}
    </Dialog>
  );
}
