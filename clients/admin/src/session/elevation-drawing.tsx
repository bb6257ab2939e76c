import { Fragment } from 'react';
import { useT } from '../i18n/catalogue.tsx';

/** Drawing units: one storey, one axis field, and where the building stands on the sheet. */
const STOREY = 19;
const FIELD = 30;
const LEFT = 250;
const TOP = 70;
const STOREYS = 40;
const FIELDS = 12;
const MECHANICAL = 21;
const SETBACK_ABOVE = 30;
const UNBUILT_ABOVE = 26;
const GROUND = TOP + STOREYS * STOREY;

interface Bay {
  readonly field: number;
  readonly width: number;
}

/** The bays of a storey: shops below, flats, a setback, penthouses on top. */
function baysOf(storey: number): Bay[] {
  const bays = (widths: readonly number[], from: number) => {
    let field = from;
    return widths.map((width) => {
      const bay = { field, width };
      field += width;
      return bay;
    });
  };
  if (storey >= 37) return bays([2, 3, 3, 2], 1);
  if (storey === 1) return bays([2, 2, 4, 2, 2], 0);
  if (storey > SETBACK_ABOVE)
    return bays(
      Array.from({ length: 10 }, () => 1),
      1,
    );
  return bays(
    Array.from({ length: FIELDS }, () => 1),
    0,
  );
}

/** A window here and there is lit; the same ones every time. */
const isLit = (storey: number, field: number) =>
  storey > 2 && ((storey * 73) ^ (field * 151) ^ ((storey * field) << 3)) % 13 === 0;

function Storey({ storey }: { storey: number }) {
  const y = TOP + (STOREYS - storey) * STOREY;
  const right = LEFT + FIELDS * FIELD;
  if (storey === MECHANICAL) {
    return (
      <g>
        <path d={`M${LEFT} ${y + 4}H${right}M${LEFT} ${y + 15}H${right}`} opacity=".7" />
        {Array.from({ length: FIELDS * 5 }, (_, index) => (
          <path key={`louvre-${LEFT + index * 6}`} d={`M${LEFT + index * 6} ${y + 4}v11`} opacity=".35" />
        ))}
      </g>
    );
  }
  const isUnbuilt = storey > UNBUILT_ABOVE;
  return (
    <g>
      {baysOf(storey).map(({ field, width }) => {
        const x = LEFT + field * FIELD;
        const wide = width * FIELD;
        const lit = isLit(storey, field);
        return (
          <Fragment key={field}>
            <rect
              x={x}
              y={y}
              width={wide}
              height={STOREY}
              opacity={isUnbuilt ? 0.42 : 0.62}
              strokeDasharray={isUnbuilt ? '3 3' : undefined}
            />
            {storey > 2 && (lit || !isUnbuilt) && (
              <rect
                x={x + 4}
                y={y + 5}
                width={wide - 8}
                height={STOREY - 8}
                className={lit ? 'o-lit' : undefined}
                opacity={lit ? 1 : 0.3}
              />
            )}
            {(field + storey) % 3 === 0 && storey > 3 && !isUnbuilt && (
              <path d={`M${x + 2} ${y + STOREY - 1}h${wide - 4}`} strokeWidth="2.2" opacity=".6" />
            )}
          </Fragment>
        );
      })}
    </g>
  );
}

/** South-west elevation of a tower under construction, as an architect would draw it. Decoration only. */
export function ElevationDrawing() {
  const t = useT();
  return (
    <>
      <svg viewBox="0 0 840 1000" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <g fill="none" stroke="#C9D3E3" strokeWidth="1">
          {Array.from({ length: FIELDS + 1 }, (_, axis) => {
            const x = LEFT + axis * FIELD;
            return (
              <Fragment key={`axis-${x}`}>
                <path d={`M${x} ${TOP - 34}V${GROUND + 44}`} strokeDasharray="14 4 2 4" opacity=".22" />
                {axis % 2 === 0 && (
                  <>
                    <circle cx={x} cy={GROUND + 56} r="12" opacity=".8" />
                    <text x={x} y={GROUND + 60} textAnchor="middle">
                      {String.fromCharCode(65 + axis)}
                    </text>
                  </>
                )}
              </Fragment>
            );
          })}
          {Array.from({ length: STOREYS }, (_, index) => (
            <Storey key={`storey-${STOREYS - index}`} storey={STOREYS - index} />
          ))}
          <path d={`M60 ${GROUND}H800`} strokeWidth="2.4" />
          <path d={`M60 ${GROUND + 6}H800`} opacity=".4" />
          {[1, 5, 10, 15, 20, 25, 30, 35, 40].map((storey) => {
            const y = TOP + (STOREYS - storey) * STOREY + STOREY;
            return (
              <Fragment key={storey}>
                <path d={`M${LEFT + 376} ${y}h60`} opacity=".55" />
                <path d={`M${LEFT + 386} ${y}l-5 -8h10z`} opacity=".8" />
                <text x={LEFT + 396} y={y - 5}>
                  +{(storey * 3.6 - 2.4).toFixed(2)}
                </text>
              </Fragment>
            );
          })}
          <path
            d={`M${LEFT - 60} ${TOP}V${GROUND}M${LEFT - 72} ${TOP}h24M${LEFT - 72} ${GROUND}h24M${LEFT - 66} ${TOP + 6}l12 -12M${LEFT - 66} ${GROUND + 6}l12 -12`}
            opacity=".7"
          />
          <g opacity=".75">
            <path
              d={`M120 ${GROUND}v-34M120 ${GROUND - 34}c-22 0-26-18-20-30 2-14 14-20 20-20s18 6 20 20c6 12 2 30-20 30zM168 ${GROUND}v-22M168 ${GROUND - 22}c-14 0-17-12-13-20 1-9 9-13 13-13s12 4 13 13c4 8 1 20-13 20z`}
            />
            <path
              d={`M700 ${GROUND}v-30M700 ${GROUND - 30}c-20 0-23-16-18-27 2-12 13-18 18-18s16 6 18 18c5 11 2 27-18 27z`}
            />
            <path d={`M214 ${GROUND}v-13l3-9 3 9v13M217 ${GROUND - 25}a3 3 0 1 1 .1 0`} />
          </g>
        </g>
        <text transform={`translate(${LEFT - 70} ${TOP + 400}) rotate(-90)`} textAnchor="middle" letterSpacing="1">
          146.40 m
        </text>
      </svg>
      <dl className="o-title-block">
        <div>
          <dt>{t('drawing.drawing')}</dt>
          <dd>{t('drawing.elevation')}</dd>
        </div>
        <div>
          <dt>{t('drawing.scale')}</dt>
          <dd>1:500</dd>
        </div>
        <div>
          <dt>{t('drawing.sheet')}</dt>
          <dd>A-201</dd>
        </div>
      </dl>
    </>
  );
}
