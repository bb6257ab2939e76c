/** What a fault run found. */
export interface ChaosReport {
  name: string;
  /** Faults that were made. */
  faults: number;
  /** Things that people did meanwhile. */
  operations: number;
  /** Mails that should have arrived, those that did not, and extra copies. */
  mails: number;
  lost: number;
  doubled: number;
  /** What was half done or otherwise not as it must be, in words. */
  wrong: string[];
}
