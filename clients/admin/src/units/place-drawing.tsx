import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { memo } from 'react';
import type { BoardLayout } from '../board/board-layout.ts';
import { type BoardUnit, shortLayout } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';

/** Sheet of the drawing, in its own units. */
const WIDTH = 336;
const HEIGHT = 188;
const GROUND = 172;
const TOP = 16;
const LEFT = 34;
const BUILDING = 188;

interface PlaceDrawingProps {
  readonly layout: BoardLayout;
  readonly unit: BoardUnit;
  readonly buildingName: string;
}

/** Where the unit is: the building's elevation with its floor cut through and the unit in gold, with a title block. */
export const PlaceDrawing = memo(function PlaceDrawing({ layout, unit, buildingName }: PlaceDrawingProps) {
  const t = useT();
  const formats = useFormats();
  const rows = layout.rows.length;
  const storey = Math.min(18, (GROUND - TOP) / Math.max(1, rows));
  const field = Math.min(26, BUILDING / Math.max(1, layout.columnCount));
  const roof = GROUND - rows * storey;
  const right = LEFT + layout.columnCount * field;
  const rowIndex = layout.rows.findIndex((row) => row.units.some((placed) => placed.id === unit.id));
  const floor = layout.rows[rowIndex]?.floor;
  const y = roof + rowIndex * storey;
  const isTall = rows > 3;
  return (
    <figure className="o-sheet-draw">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('unit.place', { number: unit.number, floor: floor?.label ?? '', building: buildingName })}
      >
        <g className="o-draw-building">
          {layout.rows.flatMap((row, index) =>
            row.units.map((placed) => (
              <rect
                key={placed.id}
                x={LEFT + placed.column * field}
                y={roof + index * storey}
                width={placed.span * field}
                height={storey}
                className={placed.id === unit.id ? 'o-here' : index === rowIndex ? 'o-same-floor' : undefined}
              />
            )),
          )}
        </g>
        <path className="o-draw-ground" d={`M8 ${GROUND}H${WIDTH - 8}`} />
        {isTall && (
          <g className="o-draw-dim">
            <path d={`M16 ${roof}V${GROUND}M11 ${roof}h10M11 ${GROUND}h10M13 ${roof + 3}l6 -6M13 ${GROUND + 3}l6 -6`} />
          </g>
        )}
        {floor && (
          <g className="o-draw-level">
            <path d={`M${right + 6} ${y + storey}H${WIDTH - 10}M${right + 14} ${y + storey}l-4 -6h8z`} />
            <text x={right + 24} y={y + storey - 5}>
              {t('unit.floor', { floor: floor.label })}
            </text>
          </g>
        )}
        <text className="o-draw-number" x={WIDTH - 10} y={Math.min(GROUND - 10, y + storey + 24)} textAnchor="end">
          {unit.number}
        </text>
      </svg>
      <figcaption className="o-tb">
        <span>{buildingName}</span>
        <span>
          {t('unit.type')} <b>{shortLayout(t, unit)}</b>
        </span>
        {unit.areaTotal && (
          <span>
            <b>
              <bdi>{formats.squareMetres(unit.areaTotal)}</bdi>
            </b>
          </span>
        )}
      </figcaption>
    </figure>
  );
});
