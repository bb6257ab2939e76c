import { registerEnumType } from 'type-graphql';

export enum SalesChannel {
  WALK_IN = 'walk_in',
  REFERRAL = 'referral',
  AGENCY = 'agency',
  WEBSITE = 'website',
  EXHIBITION = 'exhibition',
  OTHER = 'other',
  IMPORT = 'import',
}
registerEnumType(SalesChannel, {
  name: 'SalesChannel',
  description: 'How the buyer came (INV-31).',
  valuesConfig: {
    WALK_IN: { description: 'Came to the office.' },
    REFERRAL: { description: 'Sent by a client.' },
    AGENCY: { description: 'Brought by an agency.' },
    WEBSITE: { description: 'From the sales page or another site.' },
    EXHIBITION: { description: 'Met at a fair.' },
    OTHER: { description: 'None of these.' },
    IMPORT: { description: 'The status came in a file (INV-23); nobody chooses this by hand.' },
  },
});
