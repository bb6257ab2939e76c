import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useId } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { useVerification } from './use-verification.ts';

type SealState = 'unverified' | 'verified' | 'broken';

const TICKS = Array.from({ length: 72 }, (_, index) => index);

/** The seal's drawing: gold only when the chain was verified, a broken line when it is not whole. */
function SealDrawing({ state, words, organisation }: { state: SealState; words: string; organisation: string }) {
  const path = useId().replaceAll(':', '');
  // Arabic letters join; spreading them apart on the circle would tear words.
  const isSpread = document.documentElement.lang !== 'ar';
  return (
    <svg className={`o-s o-${state}`} viewBox="0 0 200 200" role="img" aria-label={words}>
      <defs>
        <path id={path} d="M100 100m-77 0a77 77 0 1 1 154 0a77 77 0 1 1 -154 0" />
      </defs>
      <g fill="none" className="o-rings">
        <circle cx="100" cy="100" r="96" strokeWidth="2" />
        <circle cx="100" cy="100" r="91" strokeWidth=".8" />
        <circle cx="100" cy="100" r="64" strokeWidth="1.2" />
        {TICKS.map((tick) => (
          <path key={tick} d={`M100 36v${tick % 6 ? 3 : 6}`} transform={`rotate(${tick * 5} 100 100)`} />
        ))}
      </g>
      <text fontSize="12.5" fontWeight="600" letterSpacing={isSpread ? 2.6 : 0}>
        <textPath href={`#${path}`} startOffset="25%" textAnchor="middle">
          {isSpread ? words.toUpperCase() : words}
        </textPath>
      </text>
      <text fontSize="11" fontWeight="500" letterSpacing={isSpread ? 1.8 : 0}>
        <textPath href={`#${path}`} startOffset="75%" textAnchor="middle">
          {isSpread ? organisation.toUpperCase().slice(0, 24) : organisation.slice(0, 24)}
        </textPath>
      </text>
      {state === 'verified' && <path className="o-mark" d="M72 101l18 18 38-40" />}
      {state === 'broken' && <path className="o-mark" d="M64 136l30-26-8-20 50-26" strokeDasharray="30 10" />}
      {state === 'unverified' && <path className="o-mark" d="M78 100h44" />}
    </svg>
  );
}

/** Checks the whole chain of the log on demand and says what was found (ID-71). */
export function ChainSeal() {
  const t = useT();
  const formats = useFormats();
  const { organisation } = useWorkspace();
  const { proof: result, error, progress, isBusy, verify } = useVerification();
  const state: SealState =
    result?.__typename === 'AuditLogVerified'
      ? 'verified'
      : result?.__typename === 'AuditLogBroken'
        ? 'broken'
        : 'unverified';
  return (
    <aside className="o-card o-seal" aria-label={t('seal.title')}>
      <SealDrawing
        state={state}
        organisation={organisation.name}
        words={
          state === 'broken' && result?.__typename === 'AuditLogBroken'
            ? t('seal.brokenAt', { entry: result.brokenSeq })
            : t(`seal.${state}`)
        }
      />
      <div role="status">
        {result?.__typename === 'AuditLogVerified' ? (
          <>
            <h2>{t('seal.verifiedAt', { time: formats.dateTime(result.verifiedAt) })}</h2>
            <p className="o-muted o-small">{t('seal.whole', { count: result.entries })}</p>
          </>
        ) : result?.__typename === 'AuditLogBroken' ? (
          <>
            <h2 className="o-broken-title">{t('seal.brokenAt', { entry: result.brokenSeq })}</h2>
            <p className="o-muted o-small">{t(`seal.fault.${result.fault}`)}</p>
            <p className="o-small">{t('seal.brokenHint')}</p>
          </>
        ) : result ? (
          <p>{refusalText(t, result)}</p>
        ) : error ? (
          <p className="o-broken-title">{faultText(t, faultCodeOf(error))}</p>
        ) : (
          <>
            <h2>{t('seal.title')}</h2>
            <p className="o-muted o-small">{t('seal.hint')}</p>
          </>
        )}
      </div>
      {result?.__typename === 'AuditLogVerified' && (
        <dl className="o-kv">
          <div>
            <dt>{t('seal.head')}</dt>
            <dd>
              <code title={result.head}>
                {result.head.slice(0, 6)}…{result.head.slice(-4)}
              </code>
            </dd>
          </div>
          <div>
            <dt>{t('seal.range')}</dt>
            <dd>
              <Num>
                {formats.number(result.fromSeq)}–{formats.number(result.toSeq)}
              </Num>
            </dd>
          </div>
          {result.unsealedDays.length > 0 && (
            <div className="o-broken-title" title={result.unsealedDays.join(', ')}>
              <dt>{t('seal.unsealed', { count: result.unsealedDays.length })}</dt>
              <dd>{formats.date(`${result.unsealedDays[0]}T12:00:00Z`)}</dd>
            </div>
          )}
          <div>
            <dt>{t('seal.lastSeal')}</dt>
            <dd>{result.lastSeal ? formats.date(`${result.lastSeal.day}T12:00:00Z`) : t('seal.noSeal')}</dd>
          </div>
        </dl>
      )}
      {progress && (
        <p className="o-muted o-small" role="status">
          {t('seal.progress', { done: formats.number(progress.done), all: formats.number(progress.all) })}
        </p>
      )}
      <Button icon="shield" isBusy={isBusy} onClick={() => void verify()}>
        {result ? t('seal.again') : t('seal.verify')}
      </Button>
    </aside>
  );
}
