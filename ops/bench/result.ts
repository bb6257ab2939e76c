/** What a benchmark says: the last line that it prints, as JSON. `ratio` compares with the yardstick of the same run. */
export interface BenchResult {
  name: string;
  ratio: number | null;
  goal: string;
  holds: boolean;
  figures: Record<string, unknown>;
  yardstick: Record<string, unknown>;
  /** Lowest and highest ratio of the rounds. */
  spread: Record<string, unknown>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which the given share lies; 0.99 for p99. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Runs `clients` loops over `work` for so many ms; returns calls a second. */
export async function throughput(
  clients: number,
  milliseconds: number,
  work: (client: number, call: number) => Promise<void>,
): Promise<number> {
  let calls = 0;
  const until = performance.now() + milliseconds;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let call = 0; performance.now() < until; call += 1) {
        await work(client, call);
        calls += 1;
      }
    }),
  );
  return (calls / (performance.now() - began)) * 1_000;
}
