import { registerEnumType } from 'type-graphql';

/** In what way a chain is broken. */
export enum AuditFault {
  MISSING = 'missing',
  OUT_OF_ORDER = 'out_of_order',
  ALTERED = 'altered',
  FIELD_LOST = 'field_lost',
  SEAL = 'seal',
  HEAD = 'head',
}

registerEnumType(AuditFault, {
  name: 'AuditFault',
  description: 'In what way an audit log is broken.',
  valuesConfig: {
    MISSING: { description: 'The entry is missing.' },
    OUT_OF_ORDER: { description: 'The entry does not follow from the one before it, or from what was proved before.' },
    ALTERED: { description: 'The entry, or a personal field of it, is not what was written.' },
    FIELD_LOST: { description: 'A personal field is gone, and no erasure in the log says why.' },
    SEAL: { description: 'A daily seal names another entry, or is not one of ours.' },
    HEAD: { description: 'The entry does not fit the head of the chain.' },
  },
});
