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

/** How long whoever presses the button early waits for the check. */
const PATIENCE_MILLISECONDS = 10_000;

export interface BotCheckState {
  /** The token of the check, once it has one; null where there is none to wait for, or for no longer. */
  readonly token: () => Promise<string | null>;
  /** Where the check comes from; null where there is none. */
  readonly options: { origin: string; siteKey: string; action: string } | null;
  /** A token works once: another try needs a new one. */
  readonly reset: () => void;
  readonly onToken: (token: string | null) => void;
  readonly onBroken: () => void;
  readonly isBroken: boolean;
  readonly round: number;
}

/** The state of the check that a person signs up (ID-9). */
export function useBotCheck(): BotCheckState {
  const found = useRef(Promise.withResolvers<string | null>());
  /** Whether there is a check: whoever presses the button before that is known waits for it too. */
  const known = useRef(Promise.withResolvers<boolean>());
  const [isBroken, setBroken] = useState(false);
  const [round, setRound] = useState(0);
  const { data, error } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const options = data?.signUpOptions.botCheck ?? null;
  useEffect(() => {
    if (data || error) known.current.resolve(options !== null);
  }, [data, error, options]);
  const onToken = useCallback((token: string | null) => {
    // One that has expired is none: the next is waited for.
    if (token === null) found.current = Promise.withResolvers();
    else found.current.resolve(token);
  }, []);
  const onBroken = useCallback(() => {
    setBroken(true);
    found.current.resolve(null);
  }, []);
  const reset = useCallback(() => {
    found.current = Promise.withResolvers();
    setRound((one) => one + 1);
  }, []);
  const token = async () => {
    const tooLate = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MILLISECONDS));
    const hasCheck = await Promise.race([known.current.promise, tooLate]);
    return hasCheck && !isBroken ? Promise.race([found.current.promise, tooLate]) : null;
  };
  return { token, options, reset, onToken, onBroken, isBroken, round };
}

/** The widget of the check, where the installation has one. */
export function BotCheck({ check }: { check: BotCheckState }) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const widget = useRef<string>(undefined);
  const { options, onToken, onBroken, isBroken, round } = check;
  useEffect(() => {
    if (!options) return;
    let isGone = false;
    void loadScript(`${options.origin}/turnstile/v0/api.js?render=explicit`).then(() => {
      if (isGone || !place.current || !window.turnstile) return;
      widget.current = window.turnstile.render(place.current, {
        sitekey: options.siteKey,
        action: options.action,
        theme: 'auto',
        callback: onToken,
        'expired-callback': () => onToken(null),
        'error-callback': onBroken,
      });
    }, onBroken);
    return () => {
      isGone = true;
      if (widget.current) window.turnstile?.remove(widget.current);
      widget.current = undefined;
    };
  }, [options, onToken, onBroken]);
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
