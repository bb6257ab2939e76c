import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from './session.tsx';
import { SignUpOptionsDocument } from './session-documents.ts';

/** What of Cloudflare's script is used. */
interface Turnstile {
  render(
    element: HTMLElement,
    options: {
      sitekey: string;
      action: string;
      theme: 'auto';
      callback: (token: string) => void;
      'expired-callback': () => void;
      'error-callback': () => void;
    },
  ): string;
  reset(widget: string): void;
  remove(widget: string): void;
}

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

export interface BotCheckState {
  readonly token: string | null;
  /** Where the check comes from; null where there is none. */
  readonly options: { origin: string; siteKey: string; action: string } | null;
  /** A token works once: another try needs a new one. */
  readonly reset: () => void;
  readonly onToken: (token: string | null) => void;
  readonly round: number;
}

/** The state of the check that a person signs up (ID-9). */
export function useBotCheck(): BotCheckState {
  const [token, setToken] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const reset = useCallback(() => {
    setToken(null);
    setRound((one) => one + 1);
  }, []);
  return { token, options: data?.signUpOptions.botCheck ?? null, reset, onToken: setToken, round };
}

/** The widget of the check, where the installation has one. */
export function BotCheck({ check }: { check: BotCheckState }) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const widget = useRef<string>(undefined);
  const [isBroken, setBroken] = useState(false);
  const { options, onToken, round } = check;
  useEffect(() => {
    if (!options) return;
    let isGone = false;
    void loadScript(`${options.origin}/turnstile/v0/api.js?render=explicit`).then(
      () => {
        if (isGone || !place.current || !window.turnstile) return;
        widget.current = window.turnstile.render(place.current, {
          sitekey: options.siteKey,
          action: options.action,
          theme: 'auto',
          callback: onToken,
          'expired-callback': () => onToken(null),
          'error-callback': () => setBroken(true),
        });
      },
      () => setBroken(true),
    );
    return () => {
      isGone = true;
      if (widget.current) window.turnstile?.remove(widget.current);
      widget.current = undefined;
    };
  }, [options, onToken]);
  useEffect(() => {
    if (round > 0 && widget.current) window.turnstile?.reset(widget.current);
  }, [round]);
  if (!options) return null;
  return (
    <div className="o-bot-check">
      <div ref={place} />
      {isBroken && (
        <p className="o-field-error" role="alert">
          {t('signup.botCheck')}
        </p>
      )}
    </div>
  );
}

const scripts = new Map<string, Promise<void>>();

function loadScript(source: string): Promise<void> {
  const known = scripts.get(source);
  if (known) return known;
  const loading = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = source;
    script.async = true;
    script.onload = () => resolve();
    script.onerror = () => {
      scripts.delete(source);
      script.remove();
      reject(new Error(`${source} could not be loaded`));
    };
    document.head.append(script);
  });
  scripts.set(source, loading);
  return loading;
}
