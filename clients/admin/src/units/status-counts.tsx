import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { StatusSwatch } from './status-swatch.tsx';

interface Counts {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  readonly unreleased: number;
}

/** How many units stand where, by swatch; unreleased only where there are some. */
export function StatusCounts({ counts }: { counts: Counts }) {
  const formats = useFormats();
  return (
    <div className="o-agc">
      {(['AVAILABLE', 'RESERVED', 'SOLD', 'UNRELEASED'] as const).map((status) => {
        const count = counts[status.toLowerCase() as keyof Counts];
        return status === 'UNRELEASED' && count === 0 ? null : (
          <span key={status}>
            <StatusSwatch status={status} />
            <Num>{formats.number(count)}</Num>
          </span>
        );
      })}
    </div>
  );
}
