import type { ReactNode } from 'react';
import type { LockSubject } from './lock-subject.ts';

const GROUND = 118;

/** Floors and windows of a building that stands at `x`. */
function Tower({ x, columns, rows, isPlanned }: { x: number; columns: number; rows: number; isPlanned?: boolean }) {
  const width = columns * 14 + 6;
  const top = GROUND - rows * 15 - 6;
  return (
    <g className={isPlanned ? 'o-planned' : undefined}>
      <rect className="o-body" x={x} y={top} width={width} height={GROUND - top} />
      {Array.from({ length: rows * columns }, (_, nth) => (
        <rect
          key={`window-${x + nth}`}
          className="o-fine"
          x={x + 6 + (nth % columns) * 14}
          y={top + 7 + Math.floor(nth / columns) * 15}
          width={8}
          height={9}
        />
      ))}
    </g>
  );
}

function Person({ x, y, isPlanned }: { x: number; y: number; isPlanned?: boolean }) {
  return (
    <g className={isPlanned ? 'o-planned' : undefined}>
      <circle className="o-body" cx={x} cy={y} r={9} />
      <path className="o-body" d={`M${x - 18} ${y + 36}v-4a18 18 0 0 1 36 0v4z`} />
    </g>
  );
}

/** A sheet of the log, linked to the one before. */
function Page({ x, isSealed }: { x: number; isSealed?: boolean }) {
  return (
    <g>
      <path className="o-body" d={`M${x} 40h34l12 12v54h-46zM${x + 34} 40v12h12`} />
      <path className="o-fine" d={`M${x + 8} 64h30M${x + 8} 74h30M${x + 8} 84h18`} />
      {isSealed && (
        <g className="o-mark">
          <circle cx={x + 40} cy={98} r={14} />
          <path d={`M${x + 34} 98l4 4 8-8`} />
        </g>
      )}
    </g>
  );
}

const SNOW = 'M0-17V17M-14.7-8.5 14.7 8.5M14.7-8.5-14.7 8.5M-4-13 0-9l4-4M-4 13 0 9l4 4';

const DRAWINGS: Record<LockSubject, ReactNode> = {
  project: (
    <>
      <Tower x={128} columns={5} rows={5} />
      <Tower x={238} columns={5} rows={4} isPlanned />
      <path className="o-mark" d="M276 28v16M268 36h16" />
    </>
  ),
  frozen: (
    <>
      <Tower x={182} columns={5} rows={5} />
      <circle className="o-plate" cx={220} cy={74} r={25} />
      <path className="o-mark" d={SNOW} transform="translate(220 74)" />
    </>
  ),
  seats: (
    <>
      {[112, 178, 244].map((x) => (
        <Person key={x} x={x} y={64} />
      ))}
      <Person x={310} y={64} isPlanned />
    </>
  ),
  team: (
    <>
      <path className="o-fine" d="M220 70v10M146 90V80h148v10M220 80v10" />
      <circle className="o-body" cx={220} cy={54} r={16} />
      {[146, 220, 294].map((x) => (
        <circle key={x} className="o-body" cx={x} cy={104} r={14} />
      ))}
      <circle className="o-mark" cx={220} cy={54} r={20} />
    </>
  ),
  guests: (
    <>
      <Tower x={106} columns={4} rows={5} />
      <path className="o-fine" d="M168 88h34M202 54v64M202 54h32M202 88h32M202 118h32" />
      {[40, 74].map((y) => (
        <rect key={y} className="o-body" x={234} y={y} width={84} height={26} rx={3} />
      ))}
      <g className="o-planned">
        <rect className="o-body" x={234} y={108} width={84} height={26} rx={3} />
      </g>
    </>
  ),
  audit_log: (
    <>
      <path className="o-fine" d="M168 74h28M242 74h28" strokeDasharray="3 3" />
      <Page x={122} />
      <Page x={196} />
      <Page x={270} isSealed />
    </>
  ),
  analytics: (
    <>
      {[28, 44, 36, 58, 50, 74, 82].map((height, nth) => (
        <rect key={height} className="o-body" x={126 + nth * 28} y={GROUND - height} width={18} height={height} />
      ))}
      <path className="o-mark" d="M120 84c30-4 40-22 62-20s34-22 58-24 34-12 72-22" />
    </>
  ),
  sso: (
    <>
      <path className="o-body" d="M96 104h92v10H96zM262 104h92v10h-92z" />
      <path className="o-mark" d="M188 109V35" />
      <path className="o-mark" d="M188 35a74 74 0 0 1 74 74" strokeDasharray="5 4" />
      <circle className="o-fine" cx={300} cy={58} r={13} />
      <path className="o-fine" d="M300 71v24M300 84h8M300 92h6M300 53v.1" />
    </>
  ),
};

/** Each subject as a small drawing on a sheet: axis bubbles, ground line, title block; gold is what the plan would add. */
export function LockDrawing({ subject }: { subject: LockSubject }) {
  return (
    <svg className="o-lock-drawing" viewBox="0 0 440 150" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {[60, 380].map((x) => (
        <g key={x} className="o-axis">
          <circle cx={x} cy={22} r={8} />
          <path d={`M${x} 30v104`} strokeDasharray="8 3 1 3" />
        </g>
      ))}
      {!['sso', 'guests', 'audit_log', 'team'].includes(subject) && (
        <path className="o-ground" d={`M0 ${GROUND}H440`} />
      )}
      {DRAWINGS[subject]}
    </svg>
  );
}
